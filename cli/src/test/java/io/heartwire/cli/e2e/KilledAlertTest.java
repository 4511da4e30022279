package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the gateway while it tells somebody of an incident: the webhook hears of its
 * beginning and of its end, each under the key that it would have had anyway.
 */
@Tag("proof") // needs signals
class KilledAlertTest {
  private static final int CLIENTS = 60;
  private static final Duration BOUND = Duration.ofSeconds(60);

  /** What arrived at the receiver: the key, and what the template made of the alert. */
  private record Post(String key, String body) {}

  @TempDir Path dir;
  private final ProcessLab lab = new ProcessLab();
  private final ConcurrentLinkedQueue<Post> arrived = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Post> answered = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer receiver;

  /** Posts whose body begins like this are taken and not answered. */
  private volatile String unanswered = "none";

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    receiver.setExecutor(threads);
    receiver.createContext("/", this::take);
    receiver.start();
    Files.writeString(dir.resolve("alert.json"), "{\"text\":\"{{state}} {{incident}}\"}");
  }

  @AfterEach
  void endAll() {
    lab.close();
    receiver.stop(0);
    threads.shutdownNow();
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var post = new Post(exchange.getRequestHeaders().getFirst("Idempotency-Key"), body);
    arrived.add(post);
    if (body.contains(unanswered)) {
      return;
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
    answered.add(post);
  }

  private GatewayProcess serve() {
    return GatewayProcess.start(
        lab,
        List.of(),
        "presence.file=" + dir.resolve("presence.db"),
        "admission.rate=off",
        "sinks.ops.type=webhook",
        "sinks.ops.url=http://127.0.0.1:" + receiver.getAddress().getPort() + "/robot",
        "sinks.ops.timeout=60s",
        "sinks.ops.body-template=" + dir.resolve("alert.json"));
  }

  /** Kills it as soon as the receiver holds a {@code word} that nobody will answer. */
  private void killWhileTelling(GatewayProcess gateway, String word) {
    Await.until(
        BOUND,
        () -> "the receiver to hold " + word + ", it has " + arrived + gateway.process().tail(),
        () -> arrived.stream().anyMatch(post -> post.body().contains(word)));
    gateway.process().signal("KILL");
    gateway.process().awaitExit(BOUND);
  }

  private static void awaitCaughtUp(GatewayProcess gateway) {
    Await.until(
        BOUND,
        () -> gateway.get("/api/v1/sinks") + gateway.process().tail(),
        () -> gateway.get("/api/v1/sinks").at("/items/0/behind").asInt(-1) == 0);
  }

  @Test
  void anAlertUnderWayIsToldAgainUnderItsKeyAndItsEndFollowsOnce() {
    unanswered = "OPEN";
    GatewayProcess gateway = serve();
    loseClients(gateway);
    killWhileTelling(gateway, "OPEN");
    assertThat(answered).isEmpty();

    unanswered = "RESOLVED";
    killWhileTelling(serve(), "RESOLVED");
    assertThat(answered).extracting(Post::body).containsOnly(body("OPEN"));

    unanswered = "none";
    GatewayProcess third = serve();
    awaitCaughtUp(third);
    third.process().signal("KILL");
    third.process().awaitExit(BOUND);
    awaitCaughtUp(serve());

    System.out.println("alerts: arrived " + arrived + ", answered " + answered);
    assertThat(answered).extracting(Post::body).containsExactly(body("OPEN"), body("RESOLVED"));
    assertThat(arrived.stream().distinct()).hasSize(2);
    String incident = incident();
    assertThat(answered)
        .extracting(Post::key)
        .allMatch(key -> key.contains(incident))
        .satisfiesExactly(
            open -> assertThat(open).endsWith(incident + ".open"),
            over -> assertThat(over).endsWith(incident + ".resolved"));
  }

  /** All come, and all are gone at once without a word: an incident. */
  private void loseClients(GatewayProcess gateway) {
    Fleet crowd = Fleet.start(lab, List.of());
    crowd.raw("lost", CLIENTS, 1_000, "127.0.0.1", gateway.port());
    crowd.process().signal("KILL");
  }

  private String incident() {
    String body = arrived.element().body();
    return body.substring(body.indexOf("inc-"), body.lastIndexOf('"'));
  }

  private String body(String state) {
    return "{\"text\":\"" + state + " " + incident() + "\"}";
  }
}
