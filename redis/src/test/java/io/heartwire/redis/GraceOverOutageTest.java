package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis stands still for longer than graces last. */
@Tag("redis")
class GraceOverOutageTest {
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final long STOPPED_NANOS = TimeUnit.SECONDS.toNanos(8);

  /** Long enough for the one that leads to have announced them, if it did not wait. */
  private static final long LOOKS_NANOS = TimeUnit.SECONDS.toNanos(4);

  @TempDir Path dir;

  private static List<EventType> ofClient(RedisEngine engine, String client) {
    return engine.events(0, 1_000).stream()
        .filter(event -> event.client().filter(client::equals).isPresent())
        .map(Event::type)
        .toList();
  }

  private static Claimed resume(Crew crew, String client, long epoch) {
    return crew.claim(client, OptionalLong.of(epoch), GRACE).orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void whoWasInGraceMayComeBackAndWhoDoesNotIsOffline() throws IOException {
    try (RedisServer server = RedisServer.start(dir)) {
      RedisRig rig = new RedisRig(server, Duration.ZERO);
      try (RedisEngine first = rig.open("gw-a", InstantSource.system(), 1_000);
          RedisEngine second = rig.open("gw-b", InstantSource.system(), 1_000)) {
        Crew a = new Crew("gw-a", first);
        new Crew("gw-b", second);
        a.come("back-", 1, GRACE);
        a.come("gone-", 1, GRACE);
        long epoch = a.epoch("back-0");
        a.leave("back-0", DisconnectReason.RESET, GRACE).orTimeout(10, TimeUnit.SECONDS).join();
        a.leave("gone-0", DisconnectReason.RESET, GRACE).orTimeout(10, TimeUnit.SECONDS).join();
        long began = System.nanoTime();
        server.signal("STOP");
        RedisServer.await("its time", () -> System.nanoTime() - began > STOPPED_NANOS);
        server.signal("CONT");
        long wentOn = System.nanoTime();
        RedisServer.await("looks at graces", () -> System.nanoTime() - wentOn > LOOKS_NANOS);

        assertThat(resume(a, "back-0", epoch))
            .isInstanceOfSatisfying(
                Claimed.Granted.class, granted -> assertThat(granted.resumed()).isTrue());
        RedisServer.await(
            "the end of the other", () -> ofClient(first, "gone-0").contains(EventType.OFFLINE));
        assertThat(ofClient(first, "back-0")).containsExactly(EventType.ONLINE, EventType.RESUMED);
      }
    }
  }

  @Test
  void oneMasterOfAClusterIsEnough() throws IOException {
    var impatient = new NodeLease.Times(10_000, 2_500, 8_000, 1_000, 60_000, 30_000);
    Duration grace = Duration.ofSeconds(5);
    try (RedisCluster servers = RedisCluster.start(dir)) {
      RedisRig rig = new RedisRig(servers.url(), Duration.ZERO);
      RedisServer log = servers.masterOf(rig.keys().log("events"));
      String client =
          IntStream.range(0, 100)
              .mapToObj(i -> "dev-" + i)
              .filter(name -> servers.masterOf(rig.keys().of(name)) != log)
              .findFirst()
              .orElseThrow();
      try (RedisEngine engine = rig.open("gw-a", servers.url(), impatient)) {
        Crew crew = new Crew("gw-a", engine);
        crew.claim(client, OptionalLong.empty(), grace).orTimeout(10, TimeUnit.SECONDS).join();
        long epoch = crew.epoch(client);
        RedisServer master = servers.masterOf(rig.keys().of(client));
        crew.leave(client, DisconnectReason.RESET, grace).orTimeout(10, TimeUnit.SECONDS).join();
        long began = System.nanoTime();
        master.signal("STOP");
        RedisServer.await("its time", () -> System.nanoTime() - began > STOPPED_NANOS);
        assertThat(engine.standing().detached()).as("the others answer").isFalse();
        master.signal("CONT");
        long wentOn = System.nanoTime();
        RedisServer.await("looks at graces", () -> System.nanoTime() - wentOn > LOOKS_NANOS);

        assertThat(resume(crew, client, epoch))
            .isInstanceOfSatisfying(
                Claimed.Granted.class, granted -> assertThat(granted.resumed()).isTrue());
        RedisServer.await(
            "that it is known", () -> ofClient(engine, client).contains(EventType.RESUMED));
        assertThat(ofClient(engine, client)).containsExactly(EventType.ONLINE, EventType.RESUMED);
      }
    }
  }

  @Test
  void whatLayInAStoppedRedisAnnouncesNobodyWhoseGraceEndedSince() throws IOException {
    try (RedisServer server = RedisServer.start(dir);
        RedisLink link =
            RedisLink.open(
                RedisURI.create(server.url()), Duration.ofSeconds(10), SslOptions.create())) {
      link.load();
      String base = new Keys("heartwire:").of(0);
      long ended = link.micros() - 1_000_000;
      link.await(link.commands().zadd(base + "grace", (double) ended, "dev-1"));
      link.await(
          link.commands()
              .hset(base + "s:dev-1", Map.of("e", "1", "s", "1", "u", "", "d", "1\nt\n")));

      assertThat(announced(link, base, ended - 1)).isZero();
      assertThat(announced(link, base, ended)).isEqualTo(1);
    }
  }

  private static long announced(RedisLink link, String base, long asked) {
    return link.await(link.run(Script.EXPIRE, base, "100", Long.toString(asked))).number(0);
  }
}
