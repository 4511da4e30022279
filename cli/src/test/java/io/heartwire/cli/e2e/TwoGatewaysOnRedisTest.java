package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.cli.demo.FreePorts;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code heartwire serve --set engine=redis}, twice on one Redis, with real clients. */
@Tag("redis")
@Tag("waits")
class TwoGatewaysOnRedisTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  @TempDir Path dir;
  private final ProcessLab lab = new ProcessLab();
  private RedisProcess redis;

  @BeforeEach
  void startRedis() throws IOException {
    redis = RedisProcess.start(lab, dir);
  }

  @AfterEach
  void endAll() {
    lab.close();
  }

  private GatewayProcess serve(String node, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "engine=redis",
                "redis.url=" + redis.url(),
                "node=" + node,
                "presence.grace=5s",
                "admission.rate=off"));
    settings.addAll(List.of(more));
    return GatewayProcess.start(lab, List.of(), settings.toArray(String[]::new));
  }

  private static List<String> told(GatewayProcess gateway, String client) {
    return gateway.items("/api/v1/events?limit=1000").stream()
        .filter(event -> event.path("subject").asText().contains(client))
        .map(event -> event.path("type").asText().substring("io.heartwire.".length()))
        .toList();
  }

  /** All come, and all are gone at once without a word. */
  private void loseClients(GatewayProcess gateway) {
    Fleet crowd = Fleet.start(lab, List.of());
    crowd.raw("lost", 60, 1_000, "127.0.0.1", gateway.port());
    crowd.process().signal("KILL");
  }

  private static List<JsonNode> ofIncidents(GatewayProcess gateway, String word) {
    return gateway.items("/api/v1/events?limit=1000").stream()
        .filter(event -> event.path("type").asText().equals("io.heartwire.incident." + word))
        .map(event -> event.path("data"))
        .toList();
  }

  @Test
  void aClientOfAKilledGatewayMovesToTheOtherAndNobodyHearsThatItWasAwayAndItsIncidentHasEnded()
      throws IOException {
    int otherPort = new FreePorts().next();
    GatewayProcess first = serve("gw-a");
    try (HeartwireClient client =
        HeartwireClient.builder("127.0.0.1:" + first.port(), "127.0.0.1:" + otherPort)
            .clientId("dev-1")
            .connect()) {
      Await.until(
          BOUND, () -> "" + client.state(), () -> client.state() instanceof ClientState.Online);
      GatewayProcess other = serve("gw-b", "listeners.tcp.port=" + otherPort);
      assertThat(told(other, "dev-1")).containsExactly("online");
      loseClients(first);
      Await.until(
          BOUND, () -> first.process().tail(), () -> ofIncidents(other, "opened").size() == 1);
      first.process().signal("KILL");
      Await.until(BOUND, () -> "" + told(other, "dev-1"), () -> told(other, "dev-1").size() >= 3);

      assertThat(told(other, "dev-1")).containsExactly("online", "moved", "online");
      assertThat(other.get("/api/v1/clients/dev-1").path("state").asText()).isEqualTo("ALIVE");
      Await.until(
          BOUND, () -> other.process().tail(), () -> !ofIncidents(other, "closed").isEmpty());
      assertThat(ofIncidents(other, "closed"))
          .singleElement()
          .matches(end -> end.path("reason").asText().equals("NODE_LOST"))
          .matches(end -> end.path("node").asText().equals("gw-a"));
      JsonNode shown = other.items("/api/v1/incidents").get(0);
      assertThat(shown.path("node").asText()).as("" + shown).isEqualTo("gw-a");
      assertThat(shown.path("lost").asBoolean()).as("" + shown).isTrue();
      assertThat(shown.path("closedAt").isTextual()).as("" + shown).isTrue();
      assertThat(other.get("/api/v1/incidents/" + shown.path("id").asText()).at("/diagnosis"))
          .isNotEmpty();
    }
  }

  private static void comeAndGo(GatewayProcess gateway, String... clients) {
    for (String name : clients) {
      try (HeartwireClient client =
          HeartwireClient.builder("127.0.0.1:" + gateway.port()).clientId(name).connect()) {
        Await.until(
            BOUND, () -> "" + client.state(), () -> client.state() instanceof ClientState.Online);
      }
    }
  }

  private static String servedBy(GatewayProcess gateway) {
    return gateway.items("/api/v1/sinks").get(0).path("servedBy").asText();
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void aSinkOfBothIsToldOnceByOneAndTheOtherGoesOnWhenThatOneIsKilled() throws IOException {
    try (Hook hook = new Hook()) {
      String[] sink = {"sinks.hook.type=webhook", "sinks.hook.url=" + hook.url()};
      GatewayProcess first = serve("gw-a", sink);
      GatewayProcess other = serve("gw-b", sink);
      Await.until(BOUND, () -> servedBy(other), () -> servedBy(other).equals("gw-a"));
      comeAndGo(first, "dev-1", "dev-2", "dev-3");
      comeAndGo(other, "dev-4", "dev-5", "dev-6");
      Await.until(BOUND, () -> "" + hook.numbers(), () -> hook.numbers().contains(12L));
      assertThat(hook.numbers()).isEqualTo(upTo(12));

      first.process().signal("KILL");
      long killed = System.nanoTime();
      comeAndGo(other, "dev-7", "dev-8", "dev-9");
      Await.until(BOUND, () -> "" + hook.numbers(), () -> hook.numbers().contains(18L));
      assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(15));
      assertThat(hook.numbers().stream().distinct()).containsExactlyElementsOf(upTo(18));
      assertThat(servedBy(other)).isEqualTo("gw-b");
      assertThat(other.metric("heartwire_sink_behind{")).isZero();
    }
  }
}
