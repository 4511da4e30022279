package io.heartwire.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Node's ws through a real nginx and a real HAProxy, with the settings of the documentation. */
@Tag("proxies")
class RealProxiesTest {
  private static final Path EXAMPLES = Path.of("..", "docs", "examples");
  private static final String CLIENT_ADDRESS = "127.0.0.3";

  @TempDir private Path dir;

  private static TestGateway gateway(String interval) {
    return TestGateway.with(
        "liveness.interval", interval,
        "liveness.timeout", "100s",
        "listeners.tcp.proxies", "127.0.0.1",
        "listeners.http.proxies", "127.0.0.1");
  }

  private static String port(TestGateway of, String door) {
    return String.valueOf(of.gateway.ports().get(door).getPort());
  }

  private Program nginx(TestGateway behind, int port) throws IOException {
    String example =
        Files.readString(EXAMPLES.resolve("nginx.conf"))
            .replace("127.0.0.1:8080", "127.0.0.1:" + port)
            .replace("127.0.0.1:7408", "127.0.0.1:" + port(behind, "http"))
            .replace("75s", "5s");
    Files.writeString(
        dir.resolve("nginx.conf"),
        "daemon off; pid "
            + dir.resolve("nginx.pid")
            + "; error_log stderr; events {} http { access_log off; client_body_temp_path "
            + dir
            + "; proxy_temp_path "
            + dir
            + ";\n"
            + example
            + "}\n");
    String conf = dir.resolve("nginx.conf").toString();
    return Program.start(dir, "nginx", "nginx", "-p", dir.toString(), "-c", conf).awaitPort(port);
  }

  private Program haproxy(TestGateway behind, int web, int devices) throws IOException {
    String example =
        Files.readString(EXAMPLES.resolve("haproxy.cfg"))
            .replace("127.0.0.1:8081", "127.0.0.1:" + web)
            .replace("127.0.0.1:8082", "127.0.0.1:" + devices)
            .replace("127.0.0.1:7408", "127.0.0.1:" + port(behind, "http"))
            .replace("127.0.0.1:7400", "127.0.0.1:" + port(behind, Gateway.TCP))
            .replace("75s", "5s");
    Path conf = Files.writeString(dir.resolve("haproxy.cfg"), example);
    return Program.start(dir, "haproxy", "haproxy", "-db", "-f", conf.toString())
        .awaitPort(web)
        .awaitPort(devices);
  }

  private Program node(int port, String clientId) throws IOException, URISyntaxException {
    Path modules = Files.createDirectories(dir.resolve("node_modules"));
    if (!Files.exists(modules.resolve("ws"))) {
      unpackWs(modules.resolve("ws"));
    }
    try (InputStream script = getClass().getResourceAsStream("client.js")) {
      Path file = dir.resolve(clientId + ".js");
      Files.copy(Objects.requireNonNull(script), file);
      String url = "ws://127.0.0.1:" + port + "/ws";
      return Program.start(dir, clientId, "node", file.toString(), url, clientId, CLIENT_ADDRESS);
    }
  }

  private static void unpackWs(Path to) throws IOException, URISyntaxException {
    URL webjar = RealProxiesTest.class.getResource("/META-INF/resources/webjars/ws");
    try (FileSystem jar =
            FileSystems.newFileSystem(Objects.requireNonNull(webjar).toURI(), Map.of());
        Stream<Path> versions = Files.list(jar.getPath("/META-INF/resources/webjars/ws"))) {
      Path root = versions.findFirst().orElseThrow();
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(root.relativize(file).toString()));
        }
      }
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static Session session(TestGateway of, String clientId) {
    ClientId id = new ClientId(clientId);
    TestGateway.await(clientId, () -> of.gateway.sessions().session(id).isPresent());
    return of.gateway.sessions().session(id).orElseThrow();
  }

  private static void assertIsTheClients(Session session) {
    assertThat(session.remoteAddress().getAddress().getHostAddress()).isEqualTo(CLIENT_ADDRESS);
    // It is held to its own policy once it is told welcome.
    TestGateway.await("no trust", () -> !session.policy().trustAcks());
  }

  @Test
  void aSilentClientOutlivesTheTimeoutOfNginxBecauseTheGatewaySpeaks() throws Exception {
    int port = Program.freePort();
    try (TestGateway it = gateway("1500ms");
        Program ignored = nginx(it, port);
        Program client = node(port, "hidden-tab")) {
      assertIsTheClients(session(it, "hidden-tab"));
      // Each comes after 1.5 s of silence: five of them take longer than nginx would wait.
      TestGateway.await("five pings", () -> client.count("ping") >= 5);
      assertThat(client.count("close")).isZero();
      assertThat(it.gateway.sessions().session(new ClientId("hidden-tab"))).isPresent();

      client.say("close");
      TestGateway.await("a close", () -> client.printed().contains("close 1000"));
      it.departure(DisconnectReason.GOODBYE);
    }
  }

  @Test
  void whereTheGatewaySpeaksMoreRarelyNginxCutsWhichIsNoGoodbye() throws Exception {
    int port = Program.freePort();
    try (TestGateway it = gateway("50s");
        Program ignored = nginx(it, port);
        Program client = node(port, "quiet")) {
      session(it, "quiet");
      TestGateway.await("nginx cuts", () -> client.printed().contains("close 1006"));
      it.departure(DisconnectReason.FIN);
    }
  }

  @Test
  void theCloseCodeOfTheGatewayComesThroughNginx() throws Exception {
    int port = Program.freePort();
    try (TestGateway it = gateway("50s");
        Program ignored = nginx(it, port);
        Program first = node(port, "twice")) {
      session(it, "twice");
      try (RawWebSocket second = RawWebSocket.loggedIn(it, "twice")) {
        TestGateway.await("taken over", () -> first.printed().contains("close 4301"));
        assertThat(second.socket.isClosed()).isFalse();
      }
    }
  }

  @Test
  void haproxyTellsWhereClientsOfBothDoorsAre() throws Exception {
    int web = Program.freePort();
    int devices = Program.freePort();
    try (TestGateway it = gateway("1500ms");
        Program ignored = haproxy(it, web, devices);
        Program tab = node(web, "tab");
        RawClient device =
            new RawClient(InetAddress.getByName(CLIENT_ADDRESS), loopback(devices))) {
      assertIsTheClients(session(it, "tab"));
      device.login("device");
      assertIsTheClients(session(it, "device"));
      TestGateway.await("five pings", () -> tab.count("ping") >= 5);
      assertThat(tab.count("close")).isZero();
    }
  }
}
