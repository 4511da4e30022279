package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Timeout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is due at a moment comes out then, though nobody asks Redis all the time. */
@Tag("redis")
class DeadlinesTest {
  private static final Duration NEAR = Duration.ofMillis(300);
  private static final Duration FAR = Duration.ofMillis(Bell.FOUND_MS + 700);
  private static final int EACH = 9;
  private static final long LATEST_MS = 250;

  @TempDir Path dir;
  private final Map<String, Instant> due = new HashMap<>();

  private void leave(Crew crew, String client, Duration grace) {
    crew.come(client, 1, grace);
    due.put(client + 0, Instant.now().plus(grace));
    CompletableFuture<Boolean> gone = crew.leave(client + 0, DisconnectReason.RESET, grace);
    assertThat(gone.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
  }

  private void set(RedisEngine engine, String name, Duration after) {
    Instant at = Instant.now().plus(after);
    due.put(name, at);
    engine.timeouts().set(new Timeout(name, at, "1")).toCompletableFuture().join();
  }

  @Test
  void whatIsSetAtAnotherGatewayThanTheOneThatLeadsComesOutInTime() throws IOException {
    try (RedisServer server = RedisServer.start(dir)) {
      RedisRig rig = new RedisRig(server, Duration.ZERO);
      try (RedisEngine leads = rig.open("gw-a", InstantSource.system(), 1_000);
          RedisEngine other = rig.open("gw-b", InstantSource.system(), 1_000)) {
        Crew crew = new Crew("gw-b", other);
        for (int i = 0; i < EACH; i++) {
          leave(crew, "near-" + i + "-", NEAR);
          leave(crew, "far-" + i + "-", FAR);
          set(other, "soon-" + i, NEAR);
          set(other, "late-" + i, FAR);
        }
        List<Event> out = new ArrayList<>();
        RedisServer.await(
            "all to come out",
            () -> {
              long from = out.isEmpty() ? 0 : out.get(out.size() - 1).number();
              out.addAll(leads.events(from, 1_000));
              return out.stream().filter(event -> !name(event).isEmpty()).count() == due.size();
            });
        for (String kind : List.of("near-", "far-", "soon-", "late-")) {
          long[] lateMs =
              out.stream()
                  .filter(event -> name(event).startsWith(kind))
                  .mapToLong(event -> Duration.between(due.get(name(event)), event.at()).toMillis())
                  .sorted()
                  .toArray();
          System.out.printf(
              "late by, ms, of %s: %s%n",
              kind, List.of(lateMs[0], lateMs[EACH / 2], lateMs[EACH - 1]));
          assertThat(lateMs[0]).as("%s too early", kind).isGreaterThanOrEqualTo(-2);
          assertThat(lateMs[EACH / 2]).as("median of %s", kind).isLessThan(LATEST_MS);
        }
      }
    }
  }

  /** Of the client or the timeout that it is the end of; empty if it is another event. */
  private static String name(Event event) {
    if (event.type() == EventType.OFFLINE) {
      return event.client().orElseThrow();
    }
    return event.type() == EventType.TIMEOUT
        ? event.data().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1")
        : "";
  }
}
