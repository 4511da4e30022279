package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways on one Redis, one of which is frozen until the other has counted it as dead. */
@Tag("redis")
@Tag("waits")
class FrozenGatewayTest {
  private static final Duration BOUND = Duration.ofSeconds(40);
  private static final int CLIENTS = 20;
  private static final int GO = 5;
  private static final String FOUND = "heartwire_cluster_audit_found_total{outcome=";

  @TempDir Path dir;
  private final ProcessLab lab = new ProcessLab();
  private final List<HeartwireClient> clients = new ArrayList<>();

  @AfterEach
  void endAll() {
    clients.forEach(HeartwireClient::close);
    lab.close();
  }

  private GatewayProcess serve(RedisProcess redis, String node) {
    return GatewayProcess.start(
        lab,
        List.of(),
        "engine=redis",
        "redis.url=" + redis.url(),
        "node=" + node,
        "presence.grace=1s",
        // Nobody pings while it is frozen, and gives it up.
        "liveness.interval=12h",
        "liveness.timeout=36h",
        "admission.rate=off");
  }

  private HeartwireClient come(GatewayProcess gateway, int number) {
    HeartwireClient client =
        HeartwireClient.builder("127.0.0.1:" + gateway.port())
            .clientId("dev-" + number)
            .fixedInterval(true)
            .connect();
    clients.add(client);
    Await.until(
        BOUND,
        () -> client.state() + gateway.process().tail(),
        () -> client.state() instanceof ClientState.Online);
    return client;
  }

  private static List<Told> told(GatewayProcess gateway) {
    return gateway.items("/api/v1/events?limit=1000").stream()
        .filter(event -> event.path("subject").asText().startsWith("dev-"))
        .map(
            event ->
                new Told(
                    event.path("subject").asText(),
                    event.path("epoch").asLong(),
                    event.path("type").asText().substring("io.heartwire.".length())))
        .toList();
  }

  /** Whom {@code gateway} holds: each shows the clients of all. */
  private static Map<String, Long> epochs(GatewayProcess gateway) {
    String node = gateway.get("/api/v1/status").path("node").asText();
    Map<String, Long> epochs = new HashMap<>();
    for (JsonNode client : gateway.items("/api/v1/clients?limit=1000")) {
      if (client.path("node").asText().equals(node)) {
        epochs.put(client.path("clientId").asText(), client.path("epoch").asLong());
      }
    }
    return epochs;
  }

  /** An event of a client. */
  private record Told(String client, long epoch, String word) {
    boolean isTerminal() {
      return word.equals("offline") || word.equals("moved") || word.equals("taken-over");
    }
  }

  /** Each epoch that came online ends once, before the next one begins. */
  private static void assertInOrder(List<Told> log) {
    Map<String, Long> present = new HashMap<>();
    for (Told event : log) {
      if (event.word().equals("online")) {
        assertThat(present.put(event.client(), event.epoch())).as("%s", event).isNull();
      } else if (event.isTerminal()) {
        assertThat(present.remove(event.client())).as("%s", event).isEqualTo(event.epoch());
      }
    }
    assertThat(present).as("who is attached").hasSize(CLIENTS);
  }

  @Test
  void whatNobodyElseHasStaysWithAGatewayThatWakesAndNothingIsLostWhileRedisIsAway()
      throws IOException {
    RedisProcess redis = RedisProcess.start(lab, dir);
    GatewayProcess other = serve(redis, "gw-b");
    GatewayProcess frozen = serve(redis, "gw-a");
    for (int i = 0; i < CLIENTS; i++) {
      come(frozen, i);
    }
    List<HeartwireClient> all = List.copyOf(clients);
    List<ClientState> before = all.stream().map(HeartwireClient::state).toList();
    Map<String, Long> epochs = epochs(frozen);
    assertThat(epochs).hasSize(CLIENTS);

    frozen.process().freeze();
    Await.until(
        BOUND,
        () -> "" + other.get("/api/v1/status"),
        () -> other.get("/api/v1/status").path("offline").asInt() == CLIENTS);
    for (int i = 0; i < GO; i++) {
      come(other, i);
    }
    frozen.process().thaw();
    Await.until(
        BOUND,
        frozen.process()::tail,
        () ->
            frozen.metric(FOUND + "\"renewed\"") == CLIENTS - GO
                && frozen.metric(FOUND + "\"superseded\"") == GO);

    assertThat(frozen.metric("heartwire_cluster_begun_anew_total")).isEqualTo(1);
    Map<String, Long> now = epochs(frozen);
    assertThat(now).hasSize(CLIENTS - GO);
    now.forEach((client, epoch) -> assertThat(epoch).as(client).isGreaterThan(epochs.get(client)));
    for (int i = 0; i < GO; i++) {
      HeartwireClient gone = all.get(i);
      Await.until(BOUND, () -> "" + gone.state(), () -> gone.state() instanceof ClientState.Closed);
    }
    stayed(all, before);
    assertThat(epochs(other)).hasSize(GO);
    Await.until(
        BOUND,
        () -> "" + told(other),
        () -> told(other).stream().filter(it -> it.word().equals("online")).count() == 40);
    assertInOrder(told(other));
    assertThat(now.keySet()).doesNotContainAnyElementsOf(epochs(other).keySet());
    assertThat(String.join("\n", frozen.process().lines()) + frozen.process().errors())
        .contains("15 sessions claimed anew, 5 closed because they are elsewhere");

    redisIsAway(redis, frozen);
    stayed(all, before);
    assertInOrder(told(other));
  }

  /** A load balancer sends new clients elsewhere, and clients notice nothing. */
  private static void redisIsAway(RedisProcess redis, GatewayProcess gateway) {
    redis.process().freeze();
    Await.until(BOUND, gateway.process()::tail, () -> gateway.status("/readyz") == 503);
    assertThat(gateway.status("/healthz")).isEqualTo(200);
    assertThat(gateway.get("/api/v1/status").path("detached").asBoolean()).isTrue();
    assertThat(gateway.metric("heartwire_cluster_detached")).isEqualTo(1);
    redis.process().thaw();
    Await.until(BOUND, gateway.process()::tail, () -> gateway.status("/readyz") == 200);
    assertThat(gateway.metric("heartwire_cluster_detached")).isZero();
  }

  /** Those who did not go elsewhere are in the very state that they were in. */
  private static void stayed(List<HeartwireClient> all, List<ClientState> before) {
    for (int i = GO; i < CLIENTS; i++) {
      assertThat(all.get(i).state()).isEqualTo(before.get(i));
    }
  }
}
