package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Holding;
import io.heartwire.gateway.cluster.Invariants;
import io.heartwire.gateway.cluster.PresenceState;
import io.heartwire.gateway.cluster.Presences;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is cut off from Redis, or whose Redis is away, or knows less than it did. */
@Tag("redis")
class OutOfTouchTest {
  private static final NodeLease.Times QUICK =
      new NodeLease.Times(1_500, 300, 1_000, 1_500, 3_000, 500);
  private static final Duration LONG = Duration.ofMinutes(1);

  /** The one that leads looks every half second who is dead. */
  private static final long LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  @TempDir Path dir;
  private RedisServer server;
  private RedisRig rig;
  private Detour way;
  private Crew a;
  private Crew b;

  @BeforeEach
  void start() throws IOException {
    server = RedisServer.start(Files.createDirectory(dir.resolve("first")));
    rig = new RedisRig(server, Duration.ofMillis(100));
    way = Detour.to(server.port);
    // The one that leads is never the one that is cut off.
    b = new Crew("gw-b", rig.open("gw-b", server.url(), QUICK));
    a = new Crew("gw-a", rig.open("gw-a", way.url(), QUICK));
  }

  @AfterEach
  void stop() {
    way.block(false);
    a.engine.close();
    b.engine.close();
    way.close();
    server.close();
  }

  private static List<Event> all(RedisEngine node) {
    List<Event> all = new ArrayList<>();
    List<Event> page = node.events(0, 1);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = node.events(all.get(all.size() - 1).number(), 1_000);
    }
    return all;
  }

  private void inRedis(RedisServer where, Consumer<RedisCommands<String, String>> what) {
    RedisClient client = RedisClient.create(where.url());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      what.accept(connection.sync());
    } finally {
      client.shutdown(0, 0, TimeUnit.MILLISECONDS);
    }
  }

  private void assertAllHolds(RedisServer where) {
    RedisServer.await(
        "the counts of " + a.owned().size() + " and " + b.owned().size(),
        () -> b.engine.counts().attached() == a.count() + b.count());
    assertThat(Invariants.log(Invariants.told(all(b.engine)))).isEmpty();
    List<Invariants.Owned> owned = new ArrayList<>(a.owned());
    owned.addAll(b.owned());
    assertThat(Invariants.owners(owned)).isEmpty();
    assertThat(owned)
        .allSatisfy(
            one ->
                assertThat(b.engine.find(new ClientId(one.client())).map(Holding::epoch))
                    .as("%s", one)
                    .hasValue(one.epoch()));
    assertThat(rig.beneathTheFence(where.url())).isEmpty();
  }

  @Test
  void aNodeThatWasCutOffKeepsWhomNobodyElseHasAndClosesTheOthers() {
    a.come("here-", 150, LONG);
    a.come("gone-", 100, Duration.ZERO);
    a.come("moved-", 50, LONG);
    Map<String, Long> before = new HashMap<>();
    a.owned().forEach(one -> before.put(one.client(), one.epoch()));
    way.block(true);
    // Arrives when it is too late: this incarnation is fenced by then.
    CompletableFuture<Claimed> doomed = a.claim("doomed", OptionalLong.empty(), LONG);
    RedisServer.await("that it says so", () -> a.engine.standing().detached());
    CompletableFuture<Boolean> left = a.leave("here-0", DisconnectReason.GOODBYE, Duration.ZERO);
    RedisServer.await("their graces", () -> b.engine.counts().equals(new Presences(0, 200, 100)));
    for (int i = 0; i < 50; i++) {
      b.claim("moved-" + i, OptionalLong.of(before.get("moved-" + i)), LONG)
          .orTimeout(20, TimeUnit.SECONDS)
          .join();
    }
    for (int i = 90; i < 100; i++) {
      // They were announced offline: nobody tells the node that they are elsewhere.
      b.claim("gone-" + i, OptionalLong.empty(), LONG).orTimeout(20, TimeUnit.SECONDS).join();
    }
    way.block(false);

    RedisServer.await("its new beginning", () -> a.engine.standing().begunAnew() == 1);
    RedisServer.await("that those are closed", () -> a.superseded.size() == 60);
    RedisServer.await("all", () -> a.engine.standing().renewed() == 90);
    RedisServer.await("all", () -> a.engine.standing().resumed() == 149);
    assertThat(a.superseded).filteredOn(client -> client.startsWith("moved-")).hasSize(50);
    assertThat(a.engine.standing().superseded()).isGreaterThanOrEqualTo(10);
    assertThat(a.count()).isEqualTo(239);
    assertThat(a.engine.standing().detached()).isFalse();
    assertThat(a.epoch("here-1")).isEqualTo(before.get("here-1"));
    assertThat(a.epoch("gone-1")).isGreaterThan(before.get("gone-1"));
    assertThat(left.orTimeout(10, TimeUnit.SECONDS).join()).as("it says why").isTrue();
    assertThat(doomed).isCompletedExceptionally();
    assertThat(b.engine.find(new ClientId("doomed"))).isEmpty();
    assertAllHolds(server);
    assertThat(all(b.engine))
        .filteredOn(event -> event.client().equals(Optional.of("here-0")))
        .last()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo(EventType.OFFLINE);
              assertThat(event.data()).contains("GOODBYE");
            });

    // The client does not know that its session has another epoch.
    var token = OptionalLong.of(before.get("gone-1"));
    a.leave("gone-1", DisconnectReason.RESET, LONG).orTimeout(10, TimeUnit.SECONDS).join();
    var back =
        (Claimed.Granted) a.claim("gone-1", token, LONG).orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(back.resumed()).isTrue();
    assertAllHolds(server);
  }

  @Test
  void whatRedisHasForgottenIsClaimedAgainAndNumbersGoOn() {
    a.come("a-", 200, LONG);
    b.come("b-", 100, LONG);
    long latest = b.engine.latestEvent();
    byte[] secret = b.engine.secret();
    inRedis(
        server,
        redis -> {
          redis.flushall();
          redis.scriptFlush();
        });

    RedisServer.await(
        "all sessions",
        () ->
            a.engine.standing().renewed() == 200
                && b.engine.standing().renewed() == 100
                && b.engine.counts().equals(new Presences(300, 0, 0)));
    assertAllHolds(server);
    assertThat(all(b.engine).get(0).number()).isGreaterThan(latest);
    RedisEngine third = rig.open("gw-c", server.url(), QUICK);
    assertThat(third.secret()).as("tokens hold").isEqualTo(secret);
    third.close();
  }

  @Test
  void whoWasOutOfTouchItselfDoesNotCountOthersAsDeadForIt() throws IOException {
    var times = new NodeLease.Times(5_000, 300, 4_000, 5_000, 3_000, 500);
    a.engine.close();
    b.engine.close();
    Crew leads = new Crew("gw-c", rig.open("gw-c", way.url(), times));
    try (Detour other = Detour.to(server.port);
        RedisEngine engine = rig.open("gw-d", other.url(), times)) {
      Crew later = new Crew("gw-d", engine);
      leads.come("c-", 1, LONG);
      later.come("d-", 20, LONG);
      inRedis(
          server,
          redis -> {
            String lease = rig.keys().log("node:");
            way.block(true);
            other.block(true);
            RedisServer.await("the end of a lease", () -> redis.exists(lease + "gw-d") == 0);
            way.block(false);
            RedisServer.await("the first of them", () -> redis.exists(lease + "gw-c") == 1);
          });

      // The other one is kept out for shorter than a lease: later it would be dead by right.
      long back = System.nanoTime();
      leads.leave("c-0", DisconnectReason.GOODBYE, Duration.ZERO);
      RedisServer.await("that it leads", () -> leads.engine.counts().offline() == 1);
      RedisServer.await("looks who is dead", () -> System.nanoTime() - back > LOOKS_NANOS);
      other.block(false);
      RedisServer.await("that it may write", () -> !engine.standing().detached());
      later.come("new-", 1, LONG);

      assertThat(engine.standing().begunAnew()).isZero();
      assertThat(engine.counts()).isEqualTo(new Presences(21, 0, 1));
    } finally {
      leads.engine.close();
    }
  }

  @Test
  void aRedisThatIsSlowLosesNobodyAndWhatItGrantedTooLateIsReleased() throws IOException {
    a.come("a-", 50, LONG);
    b.come("b-", 50, LONG);
    server.signal("STOP");
    CompletableFuture<Claimed> tooLate = b.claim("late", OptionalLong.empty(), LONG);
    RedisServer.await(
        "both say so", () -> a.engine.standing().detached() && b.engine.standing().detached());
    CompletableFuture<Boolean> left = a.leave("a-0", DisconnectReason.GOODBYE, Duration.ZERO);
    RedisServer.await("that it was given up", tooLate::isCompletedExceptionally);
    RedisServer.await("that it is held", () -> a.engine.health().waiting() > 0);
    assertThat(a.engine.health().problem()).isPresent();
    server.signal("CONT");

    RedisServer.await(
        "both are back", () -> !a.engine.standing().detached() && !b.engine.standing().detached());
    assertThat(left.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
    RedisServer.await("whom nobody holds", () -> b.engine.standing().notHeld() == 1);
    assertThat(b.engine.find(new ClientId("late")).orElseThrow().state())
        .isEqualTo(PresenceState.IN_GRACE);
    assertThat(b.engine.find(new ClientId("late")).orElseThrow().reason()).hasValue("NOT_HELD");
    assertThat(a.count() + b.count()).isEqualTo(99);
    assertAllHolds(server);
  }

  @Test
  void aRedisThatWasKilledHasEverythingAgain() throws IOException {
    a.come("a-", 100, LONG);
    b.come("b-", 100, LONG);
    List<Invariants.Owned> before = a.owned();
    server.kill();
    RedisServer.await(
        "both say so", () -> a.engine.standing().detached() && b.engine.standing().detached());
    long compared = a.engine.standing().compared();
    server.startAgain();

    RedisServer.await(
        "that all were compared", () -> a.engine.standing().compared() >= compared + 100);
    RedisServer.await("that it is over", () -> !b.engine.standing().detached());
    assertThat(a.engine.standing().superseded() + a.engine.standing().renewed()).isZero();
    assertThat(a.owned()).containsExactlyInAnyOrderElementsOf(before);
    assertAllHolds(server);
  }

  @Test
  void aReplicaThatLaggedBehindIsToldWhatItHasMissed() throws IOException {
    Detour other = Detour.to(server.port);
    b.engine.close();
    b = new Crew("gw-b", rig.open("gw-b", other.url(), QUICK));
    a.come("old-", 100, LONG);
    b.come("goes-", 20, LONG);
    try (RedisServer replica = RedisServer.start(Files.createDirectory(dir.resolve("second")))) {
      inRedis(
          replica,
          redis -> {
            redis.replicaof("127.0.0.1", server.port);
            RedisServer.await(
                "the replica", () -> redis.info("replication").contains("master_link_status:up"));
            redis.replicaofNoOne();
          });
      a.come("new-", 50, LONG);
      for (int i = 0; i < 20; i++) {
        a.claim("goes-" + i, OptionalLong.of(b.epoch("goes-" + i)), LONG)
            .orTimeout(20, TimeUnit.SECONDS)
            .join();
      }
      RedisServer.await("who went", () -> b.count() == 0);
      long latest = a.engine.latestEvent();
      server.kill();
      way.leadTo(replica.port);
      other.leadTo(replica.port);

      RedisServer.await("what it missed", () -> a.engine.standing().renewed() == 70);
      assertThat(a.count()).isEqualTo(170);
      assertAllHolds(replica);
      assertThat(all(b.engine))
          .filteredOn(event -> event.client().filter(it -> it.startsWith("new-")).isPresent())
          .hasSize(50)
          .allMatch(event -> event.number() > latest);
    } finally {
      a.engine.close();
      b.engine.close();
      other.close();
    }
  }

  @Test
  void aNodeThatAnswersIsGivenTheTimeOfASecondLease() throws IOException {
    a.come("a-", 20, LONG);
    try (ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread alive =
          new Thread(
              () -> {
                while (!door.isClosed()) {
                  try (Socket guest = door.accept()) {
                    guest.getOutputStream().write('!');
                  } catch (IOException e) {
                    assertThat(door.isClosed()).isTrue();
                  }
                }
              });
      alive.setDaemon(true);
      alive.start();
      a.engine.peers().describe("door", () -> "127.0.0.1:" + door.getLocalPort());
      RedisServer.await(
          "its card",
          () -> b.engine.peers().live().stream().anyMatch(peer -> !peer.fact("door").isEmpty()));
      way.block(true);
      long cut = System.nanoTime();
      RedisServer.await("their graces", () -> b.engine.counts().inGrace() == 20);
      long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - cut);

      // It may have renewed just before, or be about to.
      assertThat(tookMs).isGreaterThan(2 * QUICK.leaseMs() - QUICK.renewMs());
    }
    way.block(false);
    RedisServer.await("them", () -> a.engine.standing().resumed() == 20);
    assertAllHolds(server);
  }

  @Test
  void aRowThatIsLostIsMissedWithinOneRound() {
    a.come("a-", 20, LONG);
    Keys keys = new Keys(rig.prefix());
    String base = keys.of("a-7");
    inRedis(
        server,
        redis -> {
          String owner = redis.hget(base + "s:a-7", "o");
          redis.del(base + "s:a-7");
          redis.zrem(base + "on:" + owner, "a-7");
          redis.hincrby(base + "counts", "2", -1);
        });

    RedisServer.await("that it is claimed again", () -> a.engine.standing().renewed() == 1);
    assertThat(b.engine.find(new ClientId("a-7")).map(Holding::epoch)).hasValue(a.epoch("a-7"));
    assertThat(a.engine.standing().begunAnew()).isZero();
  }
}
