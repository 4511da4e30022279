package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.TestPki;
import io.heartwire.gateway.cluster.ClusterEngineFactory.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis that speaks TLS, and asks for a certificate and a password. */
@Tag("redis")
class RedisOverTlsTest {
  private static final String PREFIX = "fleet:";
  @TempDir static Path dir;
  private static TestPki.Pem ca;
  private static TestPki.Pem gateway;
  private static RedisServer server;
  private static String url;

  @BeforeAll
  static void startServer() throws IOException {
    var pki = new TestPki(Files.createDirectory(dir.resolve("pki")));
    ca = pki.authority("ca");
    TestPki.Pem redis = pki.server("ca", "redis");
    gateway = pki.issued("ca", "gateway", "eku=clientAuth");
    int port = RedisServer.freePort();
    server =
        RedisServer.start(
            Files.createDirectory(dir.resolve("data")),
            "--tls-port",
            "" + port,
            "--tls-cert-file",
            redis.certificate().toString(),
            "--tls-key-file",
            redis.key().toString(),
            "--tls-ca-cert-file",
            ca.certificate().toString(),
            "--bind",
            "127.0.0.1",
            "127.0.0.2",
            "--user",
            "heartwire",
            "on",
            ">secret",
            "~" + PREFIX + "*",
            "&" + PREFIX + "*",
            "+@all");
    url = "rediss://heartwire:secret@127.0.0.1:" + port;
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static RedisEngine open(String url, String authority, TestPki.Pem shown) {
    Tls tls =
        shown == null
            ? new Tls(authority, "", "")
            : new Tls(authority, shown.certificate().toString(), shown.key().toString());
    return new RedisRig(url, Duration.ofSeconds(1), PREFIX, tls).openAsPeopleDo("gw-a", url);
  }

  @Test
  void presenceIsKeptThereByAUserOfItsOwn() {
    RedisEngine engine = open(url, ca.certificate().toString(), gateway);
    var crew = new Crew("gw-a", engine);
    crew.claim("dev-1", OptionalLong.empty(), Duration.ZERO).orTimeout(10, TimeUnit.SECONDS).join();
    engine.peers().onAsked("echo", (from, words) -> CompletableFuture.completedFuture(words));
    assertThat(engine.peers().ask("gw-a", "echo", "hello").toCompletableFuture())
        .succeedsWithin(10, TimeUnit.SECONDS)
        .isEqualTo("hello");
    assertThat(engine.counts().attached()).isEqualTo(1);
    engine.close();
    assertThat(RedisCluster.ask(server, "acl", "list")).contains("user heartwire");
  }

  @Test
  void whatIsWrongWithACertificateIsSaid() {
    assertThatThrownBy(() -> open(url, "", gateway))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("127.0.0.1", "certification path");
    assertThatThrownBy(() -> open(url, dir.resolve("nothing").toString(), gateway))
        .hasMessageContainingAll("redis.ca", "nothing", "cannot be read");
    assertThatThrownBy(() -> open(url, ca.certificate().toString(), null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot be used");
    assertThatThrownBy(
            () -> open(url.replace("127.0.0.1", "127.0.0.2"), ca.certificate().toString(), gateway))
        .as("the name is not that of its certificate")
        .hasMessageContainingAll("127.0.0.2", "cannot be used");
  }
}
