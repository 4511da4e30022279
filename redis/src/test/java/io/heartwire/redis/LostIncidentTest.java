package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.ToldIncident;
import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of an incident is told once, also if its gateway does not live to tell it. */
@Tag("redis")
class LostIncidentTest {
  private static final NodeLease.Times QUICK =
      new NodeLease.Times(1_500, 300, 1_000, 1_500, 3_000, 500);

  @TempDir static Path dir;
  private static RedisServer server;
  private final RedisRig rig = new RedisRig(server, Duration.ofSeconds(1));
  private RedisEngine a;
  private RedisEngine b;
  private RedisEngine c;

  @BeforeAll
  static void startServer() throws IOException {
    server = RedisServer.start(dir);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void start() {
    a = rig.open("gw-a", server.url(), QUICK);
    b = rig.open("gw-b", server.url(), QUICK);
    c = rig.open("gw-c", server.url(), QUICK);
  }

  @AfterEach
  void stop() {
    List.of(a, b, c).forEach(RedisEngine::close);
  }

  private static long tell(RedisEngine node, EventType type, String id) {
    String data =
        "{\"incident\":\"" + id + "\",\"cause\":\"network\",\"since\":\"" + Instant.now() + "\"}";
    return node.record(new Notice(type, Optional.empty(), Optional.empty(), 0, data))
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private static List<String> ends(RedisEngine node) {
    return node.events(0, 100).stream()
        .filter(event -> event.type() == EventType.INCIDENT_CLOSED)
        .map(Event::data)
        .toList();
  }

  private static Optional<ToldIncident> find(RedisEngine node, String id) {
    return node.toldIncidents().stream().filter(it -> it.id().equals(id)).findFirst();
  }

  @Test
  void anotherGatewayTellsTheEndOfOneWhoseGatewayWasKilledAndAllKnowOfIt() {
    tell(a, EventType.INCIDENT_OPENED, "inc-a1");
    tell(a, EventType.INCIDENT_CLOSED, "inc-a1");
    tell(a, EventType.INCIDENT_OPENED, "inc-a2");
    tell(b, EventType.INCIDENT_OPENED, "inc-b");
    assertThat(c.toldIncidents()).extracting(ToldIncident::id).contains("inc-a2", "inc-b");
    Instant killed = Instant.now();
    a.abandon();
    RedisServer.await("its end", () -> ends(c).size() == 2);

    assertThat(ends(c).get(1))
        .contains("\"incident\":\"inc-a2\"", "\"cause\":\"network\"", "\"reason\":\"NODE_LOST\"")
        .contains("gateway gw-a was lost while this was open", "\"openMs\":");
    for (RedisEngine node : List.of(b, c)) {
      ToldIncident lost = find(node, "inc-a2").orElseThrow();
      assertThat(lost.node()).isEqualTo("gw-a");
      assertThat(lost.data()).contains("network");
      assertThat(lost.lostAt().orElseThrow())
          .isBetween(killed.minusMillis(1_000), killed.plusMillis(1_000));
      assertThat(find(node, "inc-b").orElseThrow().lostAt()).isEmpty();
      assertThat(find(node, "inc-a1")).isEmpty();
    }
    a = rig.open("gw-a", server.url(), QUICK);
    assertThat(ends(a)).as("nor does the next one of its name").hasSize(2);
    assertThat(find(a, "inc-a2")).as("which knows of it, too").isPresent();
  }

  @Test
  void whoeverBuriesItAtTheSameTimeItIsToldOnce() {
    tell(a, EventType.INCIDENT_OPENED, "inc-a");
    RedisLink link = RedisLink.open(rig.uri(), Duration.ofSeconds(5), SslOptions.create());
    try {
      Keys keys = rig.keys();
      var self = new NodeLease.Self("gw-d", new Card(), QUICK);
      NodeLease lease = NodeLease.enter(link, keys, System::nanoTime, self);
      var incidents =
          new RedisIncidents(new Footing(link, keys, new LogTail(link, keys, 1), lease));
      var together = new CyclicBarrier(8);
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < together.getParties(); i++) {
        all.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    together.await(10, TimeUnit.SECONDS);
                  } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new IllegalStateException(e);
                  }
                  incidents.end("gw-a", Long.MAX_VALUE, Instant.now());
                },
                task -> new Thread(task).start()));
      }
      all.forEach(it -> it.orTimeout(10, TimeUnit.SECONDS).join());
    } finally {
      link.close();
    }
    assertThat(ends(b)).hasSize(1);
  }

  @Test
  void aGatewayThatIsBackBeforeItsLeaseHasEndedTellsTheEndOfItsFormerSelf() {
    tell(a, EventType.INCIDENT_OPENED, "inc-a");
    a.abandon();
    a = rig.open("gw-a", server.url(), QUICK);

    assertThat(ends(b)).singleElement().asString().contains("inc-a", "NODE_LOST");
    tell(a, EventType.INCIDENT_OPENED, "inc-next");
    assertThat(find(b, "inc-next")).isPresent();
  }

  @Test
  void aGatewayThatWasCountedAsDeadAndLivesTellsNoSecondEnd() {
    tell(a, EventType.INCIDENT_OPENED, "inc-a");
    rig.expel("gw-a");
    RedisServer.await("its end", () -> ends(b).size() == 1);
    RedisServer.await("its new beginning", () -> a.standing().begunAnew() == 1);
    RedisServer.await("its lease", () -> !a.standing().detached());

    assertThat(tell(a, EventType.INCIDENT_CLOSED, "inc-a")).as("no event").isZero();
    tell(a, EventType.INCIDENT_OPENED, "inc-next");
    tell(a, EventType.INCIDENT_CLOSED, "inc-next");
    assertThat(ends(b)).hasSize(2);
    assertThat(ends(b).get(1)).contains("inc-next").doesNotContain("NODE_LOST");
    assertThat(find(b, "inc-next")).isEmpty();
  }
}
