package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Presences;
import io.heartwire.gateway.cluster.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two engines on one Redis. */
@Tag("redis")
class TwoNodesTest {
  private static final Duration GRACE = Duration.ofMillis(200);
  @TempDir static Path dir;
  private static RedisServer server;
  private final RedisRig rig = new RedisRig(server, Duration.ofSeconds(1));
  private RedisEngine a;
  private RedisEngine b;

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
    a = rig.open("gw-a", InstantSource.system(), 100);
    b = rig.open("gw-b", InstantSource.system(), 100);
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
  }

  private static Claim claim(String client, OptionalLong resume) {
    return new Claim(
        new ClientId(client),
        Optional.of("ann"),
        "default",
        "00112233445566778899aabbccddeeff",
        resume,
        false,
        GRACE,
        new Claim.Door("tcp", "127.0.0.1:4711", "1.0"));
  }

  private static Claimed.Granted granted(RedisEngine node, String client, OptionalLong resume) {
    return (Claimed.Granted)
        node.claim(claim(client, resume))
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
  }

  private static boolean release(RedisEngine node, String client, Claimed.Granted what) {
    return node.release(
            new Release(
                new ClientId(client),
                Optional.of("ann"),
                what.sessionId(),
                what.epoch(),
                what.connection(),
                Disconnect.of(DisconnectReason.RESET, ""),
                Duration.ZERO))
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private static List<Event> all(RedisEngine node) {
    List<Event> all = new ArrayList<>();
    List<Event> page;
    do {
      page = node.events(all.isEmpty() ? 0 : all.get(all.size() - 1).number(), 1_000);
      all.addAll(page);
    } while (!page.isEmpty());
    return all;
  }

  private static List<String> told(RedisEngine node) {
    return all(node).stream()
        .filter(event -> event.client().isPresent())
        .map(event -> event.type().word() + " " + event.client().get() + " " + event.epoch())
        .toList();
  }

  private record Ended(List<String> told) implements ClusterEngine.Elsewhere {
    @Override
    public boolean ended(ClientId client, long epoch) {
      return told.add(client + " " + epoch);
    }
  }

  @Test
  void aNodeThatWasCountedAsDeadBeginsAnew() {
    Claimed.Granted before = granted(a, "dev-1", OptionalLong.empty());
    rig.expel("gw-a");
    RedisServer.await("its new beginning", () -> a.standing().begunAnew() == 1);
    RedisServer.await("its lease", () -> !a.standing().detached());

    Claimed.Granted again = granted(a, "dev-1", OptionalLong.of(before.epoch()));
    RedisServer.await("both sides", () -> told(b).size() >= 2);
    assertThat(told(b)).first().isEqualTo("online dev-1 " + before.epoch());
    assertThat(again.epoch()).isGreaterThanOrEqualTo(before.epoch());
    assertThat(release(a, "dev-1", again)).isTrue();
  }

  @Test
  void whatEndsWhileRedisIsAwayIsWrittenWhenItIsBack() throws IOException {
    Claimed.Granted session = granted(a, "dev-1", OptionalLong.empty());
    RedisServer.await("the log of the other", () -> b.latestEvent() == 2);
    server.kill();
    CompletableFuture<Boolean> released =
        a.release(
                new Release(
                    new ClientId("dev-1"),
                    Optional.of("ann"),
                    session.sessionId(),
                    session.epoch(),
                    session.connection(),
                    Disconnect.of(DisconnectReason.RESET, ""),
                    Duration.ZERO))
            .toCompletableFuture();
    RedisServer.await(
        "that it is held", () -> a.health().waiting() == 1 && a.health().problem().isPresent());
    server.startAgain();

    assertThat(released.orTimeout(30, TimeUnit.SECONDS).join()).isTrue();
    assertThat(told(a)).last().isEqualTo("offline dev-1 " + session.epoch());
  }

  @Test
  void whoComesToTheOtherNodeHasMovedAndTheOldSocketHearsOfIt() {
    List<String> ended = new CopyOnWriteArrayList<>();
    a.onElsewhere(new Ended(ended));
    Claimed.Granted here = granted(a, "dev-1", OptionalLong.empty());
    Claimed.Granted there = granted(b, "dev-1", OptionalLong.of(here.epoch()));

    assertThat(there.resumed()).isFalse();
    assertThat(there.epoch()).isGreaterThan(here.epoch());
    RedisServer.await("the end of the old one", () -> !ended.isEmpty());
    assertThat(ended).containsExactly("dev-1 " + here.epoch());
    assertThat(release(a, "dev-1", here)).as("too late").isFalse(); // trap 37
    List<String> expected =
        List.of(
            "online dev-1 " + here.epoch(),
            "moved dev-1 " + here.epoch(),
            "online dev-1 " + there.epoch());
    RedisServer.await("all events", () -> told(b).size() == 3);
    assertThat(told(a)).isEqualTo(expected);
    assertThat(told(b)).isEqualTo(expected);
    assertThat(all(b).stream().filter(event -> event.client().isEmpty()))
        .extracting(Event::type)
        .as("ann was there all the time")
        .containsExactly(EventType.USER_ONLINE);
  }

  @Test
  void whoLogsInAnewAtTheOtherNodeTakesOver() {
    Claimed.Granted here = granted(a, "dev-1", OptionalLong.empty());
    granted(b, "dev-1", OptionalLong.empty());

    RedisServer.await("all events", () -> told(b).size() == 3);
    assertThat(told(b)).element(1).isEqualTo("taken-over dev-1 " + here.epoch());
  }

  @Test
  void bothSeeTheSameNumbersAndCounts() {
    for (int i = 0; i < 50; i++) {
      granted(i % 2 == 0 ? a : b, "dev-" + i, OptionalLong.empty());
    }
    RedisServer.await(
        "the same latest event", () -> a.latestEvent() == 51 && b.latestEvent() == 51);
    assertThat(all(a)).isEqualTo(all(b)).hasSize(51);
    RedisServer.await(
        "the same counts",
        () ->
            a.counts().equals(new Presences(50, 0, 0))
                && b.counts().equals(new Presences(50, 0, 0)));
  }

  @Test
  void theClientsOfAKilledNodeAreToldOnceEachAndWhoCameBackElsewhereIsNotOffline() { // trap 38
    int clients = 300;
    for (int i = 0; i < clients; i++) {
      granted(a, "dev-" + i, OptionalLong.empty());
    }
    long killed = System.nanoTime();
    a.abandon();
    List<Claimed.Granted> returned = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      returned.add(granted(b, "dev-" + i, OptionalLong.empty()));
    }
    RedisServer.await("the last of them", () -> b.counts().equals(new Presences(100, 0, 200)));
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);

    assertThat(tookMs).isLessThan(NodeLease.Times.USUAL.leaseMs() + GRACE.toMillis() + 5_000);
    Map<String, List<EventType>> told = new HashMap<>();
    for (Event event : all(b)) {
      event
          .client()
          .ifPresent(
              client -> told.computeIfAbsent(client, it -> new ArrayList<>()).add(event.type()));
      if (event.type() == EventType.OFFLINE) {
        assertThat(event.data()).contains("\"reason\":\"NODE_LOST\"");
      }
    }
    for (int i = 0; i < clients; i++) {
      assertThat(told.get("dev-" + i))
          .isEqualTo(
              i < 100
                  ? List.of(EventType.ONLINE, EventType.TAKEN_OVER, EventType.ONLINE)
                  : List.of(EventType.ONLINE, EventType.OFFLINE));
    }
    assertThat(release(b, "dev-0", returned.get(0))).isTrue();
  }

  @Test
  void theOlderOfTwoNodesOfOneNameChangesNothingMore() {
    granted(a, "dev-1", OptionalLong.empty());
    RedisEngine twin = rig.open("gw-a", InstantSource.system(), 100);

    assertThatThrownBy(() -> granted(a, "dev-2", OptionalLong.empty()))
        .hasMessageContainingAll("counted this one as dead");
    granted(twin, "dev-3", OptionalLong.empty());
    assertThat(told(twin)).noneMatch(event -> event.contains("dev-2"));
    twin.close();
  }
}
