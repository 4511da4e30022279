package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Parting;
import io.heartwire.gateway.cluster.Release;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a session costs Redis: bytes, and microseconds of its one thread. Their goals are {@code
 * -Dheartwire.redis.session-bytes=350}, and {@code -Dheartwire.redis.claim-micros=30} on a quiet
 * machine. What is held here is that they do not grow.
 */
@Tag("redis")
class RedisCostTest {
  private static final int SESSIONS = 20_000;
  private static final int MOST_BYTES = Integer.getInteger("heartwire.redis.session-bytes", 350);
  private static final int MOST_MICROS = Integer.getInteger("heartwire.redis.claim-micros", 150);

  private static final int MOST_COMMANDS = 300;
  private static final int EVENTS = 60;
  private static final int MOST_EVENT_MS = 100;
  private static final int REAPED_AT_A_TIME = 100;

  @TempDir Path dir;
  private RedisLink link;
  private final Keys keys = new Keys("heartwire:");

  @Test
  void aSessionIsSmallAndAClaimIsShort() throws IOException {
    try (RedisServer server = RedisServer.start(dir);
        RedisLink open =
            RedisLink.open(
                RedisURI.create(server.url()), Duration.ofSeconds(10), SslOptions.create())) {
      link = open;
      link.load();
      NodeLease self =
          NodeLease.enter(
              link,
              keys,
              System::nanoTime,
              new NodeLease.Self("gw-a", new Card(), NodeLease.Times.USUAL));
      fence(self.incarnation());
      long before = memory();
      String[] epochs = new String[SESSIONS];
      double claim = claims(self, OptionalLong.empty(), epochs);
      double within = withinScripts();
      long bytes = (memory() - before - outboxes()) / SESSIONS;
      long file =
          number(link.await(link.commands().info("persistence")), "aof_current_size:(\\d+)")
              / SESSIONS;
      long unnumbered = memory();
      double append = append();
      long log = link.await(link.commands().memoryUsage(keys.log("events"))) / SESSIONS;
      long history = (memory() - unnumbered) / SESSIONS - log;
      double release = micros(i -> release(i, epochs[i], self));
      double resume = claims(self, Claim.ANY_SESSION, epochs);
      double reap = reap(self);
      double bare = bareClaims(self);
      System.out.printf(
          "bytes: a session %d, its event in the log %d, its history %d, its claim in the file %d%n"
              + "us: a claim %.1f (the commands in it %.1f; a script of nothing else %.1f), its event %.1f, a release %.1f, a claim that resumes %.1f, a"
              + " client of a dead node %.1f%n",
          bytes, log, history, file, claim, within, bare, append, release, resume, reap);

      assertThat(bytes).as("bytes a session").isLessThanOrEqualTo(MOST_BYTES);
      assertThat(claim).as("microseconds a claim").isLessThanOrEqualTo(MOST_MICROS);
    }
  }

  /**
   * A script that only writes what a claim does, without asking what was there: none that keeps it
   * in one row, one list and one event takes less.
   */
  private double bareClaims(NodeLease self) {
    String script =
        """
        local base, key = KEYS[1], KEYS[1] .. 's:' .. ARGV[1]
        redis.call('TIME')
        redis.call('HMGET', base .. 'counts', ':gw-a', 'w')
        redis.call('HMGET', key, 'e', 's', 'u', 't', 'b')
        redis.call('ZADD', base .. 'on:gw-a', '0', ARGV[1])
        redis.call('HINCRBY', base .. 'counts', '2', '1')
        redis.call('HSET', key, 'e', '1764300000000000', 's', '2', 'i', ARGV[5], 'u', '', 'a', ARGV[14],
          'd', ARGV[8], 'o', 'gw-a')
        redis.call('XADD', base .. 'events', '*', 'x', ARGV[9] .. ARGV[10], 'u', '')
        return {'begun', ARGV[5], '1764300000000000', 1, '1764300000000000', 0, {'2', 1}}
        """;
    String digest = link.await(link.commands().scriptLoad(script));
    Keys own = new Keys("bare:");
    return micros(
        i ->
            link.commands()
                .<List<Object>>evalsha(
                    digest,
                    ScriptOutputType.MULTI,
                    new String[] {own.of(client(i))},
                    Arrival.values(claim(i, OptionalLong.empty()), self, "t" + i))
                .thenApply(Reply::new)
                .toCompletableFuture());
  }

  private void fence(String incarnation) {
    Keys.partitions()
        .forEach(i -> link.await(link.run(Script.FENCE, keys.of(i), "gw-a", incarnation, "1")));
  }

  private double claims(NodeLease self, OptionalLong resumes, String[] epochs) {
    return micros(
        i ->
            link.run(
                    Script.CLAIM,
                    keys.of(client(i)),
                    Arrival.values(claim(i, resumes), self, "t" + i))
                .thenApply(
                    reply -> {
                      epochs[i] = reply.text(2);
                      return reply;
                    }));
  }

  private long memory() {
    String info = link.await(link.commands().info("memory"));
    // What waits for its file is no cost of a session, and is more the busier the disk.
    return number(info, "used_memory:(\\d+)") - number(info, "mem_aof_buffer:(\\d+)");
  }

  private long outboxes() {
    return Keys.partitions()
        .mapToLong(i -> link.await(link.commands().memoryUsage(keys.of(i) + "events")))
        .sum();
  }

  /**
   * Heartbeats never come to Redis: what it does while nothing changes does not grow with clients.
   */
  @Test
  void gatewaysWithNothingToDoAskLittle() throws IOException {
    try (RedisServer server = RedisServer.start(dir);
        RedisLink open =
            RedisLink.open(
                RedisURI.create(server.url()), Duration.ofSeconds(10), SslOptions.create())) {
      link = open;
      RedisRig rig = new RedisRig(server, Duration.ZERO);
      try (RedisEngine first = rig.open("gw-a", InstantSource.system(), 1_000);
          RedisEngine second = rig.open("gw-b", InstantSource.system(), 1_000)) {
        new Crew("gw-a", first);
        new Crew("gw-b", second);
        long before = commands();
        double cpu = cpuSeconds();
        long start = System.nanoTime();
        RedisServer.await("five seconds", () -> System.nanoTime() - start > 5_000_000_000L);
        double seconds = (System.nanoTime() - start) / 1e9;
        double perSecond = (commands() - before) / seconds;
        double busy = (cpuSeconds() - cpu) / seconds;
        System.out.printf(
            "two gateways without clients: %.0f commands a second, %.1f %% of Redis's thread%n",
            perSecond, 100 * busy);
        assertThat(first.latestEvent()).isEqualTo(second.latestEvent());
        assertThat(perSecond).as("commands a second").isLessThan(MOST_COMMANDS);
      }
    }
  }

  /** Nobody asks all the time, and nobody waits for it either. */
  @Test
  void anEventIsToldAtOnceAtBothGatewaysWhereverItsClaimWas() throws IOException {
    try (RedisServer server = RedisServer.start(dir)) {
      RedisRig rig = new RedisRig(server, Duration.ZERO);
      try (RedisEngine leads = rig.open("gw-a", InstantSource.system(), 1_000);
          RedisEngine other = rig.open("gw-b", InstantSource.system(), 1_000)) {
        double[] ofLeader = medians(leads, List.of(leads, other), 0);
        double[] ofOther = medians(other, List.of(leads, other), EVENTS);
        System.out.printf(
            "ms from a claim until its event is told, median of %d: at the gateway that leads %.1f"
                + " there, %.1f at the other one; at the other one %.1f at the one that leads, %.1f"
                + " there%n",
            EVENTS, ofLeader[0], ofLeader[1], ofOther[0], ofOther[1]);
        assertThat(ofLeader[0]).isLessThan(MOST_EVENT_MS);
        assertThat(ofLeader[1]).isLessThan(MOST_EVENT_MS);
        assertThat(ofOther[0]).isLessThan(MOST_EVENT_MS);
        assertThat(ofOther[1]).isLessThan(MOST_EVENT_MS);
      }
    }
  }

  /** Of claims at {@code at}, one after the other, until each of {@code all} knows their events. */
  private static double[] medians(RedisEngine at, List<RedisEngine> all, int before) {
    List<AtomicLong> told = new ArrayList<>();
    for (RedisEngine engine : all) {
      AtomicLong when = new AtomicLong();
      told.add(when);
      engine.onEvents(() -> when.set(System.nanoTime()));
    }
    double[][] took = new double[all.size()][EVENTS];
    for (int i = 0; i < EVENTS; i++) {
      long number = before + i + 1;
      // At any moment of a round.
      long pause = System.nanoTime() + (i % 20) * 1_000_000L;
      RedisServer.await("a while", () -> System.nanoTime() - pause >= 0);
      long start = System.nanoTime();
      at.claim(claim(before + i, OptionalLong.empty()));
      for (int k = 0; k < all.size(); k++) {
        RedisEngine engine = all.get(k);
        AtomicLong when = told.get(k);
        RedisServer.await(
            "event " + number, () -> engine.latestEvent() >= number && when.get() - start > 0);
        took[k][i] = (told.get(k).get() - start) / 1e6;
      }
    }
    double[] medians = new double[all.size()];
    for (int k = 0; k < medians.length; k++) {
      Arrays.sort(took[k]);
      medians[k] = took[k][EVENTS / 2];
    }
    return medians;
  }

  private long commands() {
    return number(link.await(link.commands().info("stats")), "total_commands_processed:(\\d+)");
  }

  private double cpuSeconds() {
    String info = link.await(link.commands().info("cpu"));
    return seconds(info, "user") + seconds(info, "sys");
  }

  private static double seconds(String info, String kind) {
    Matcher found = Pattern.compile("used_cpu_" + kind + "_main_thread:([\\d.]+)").matcher(info);
    assertThat(found.find()).as(kind).isTrue();
    return Double.parseDouble(found.group(1));
  }

  private static String client(int i) {
    return "device-" + (100_000 + i);
  }

  private static Claim claim(int i, OptionalLong resumes) {
    return new Claim(
        new ClientId(client(i)),
        Optional.empty(),
        "default",
        "00112233445566778899aabbccddeeff",
        resumes,
        false,
        Duration.ofSeconds(10),
        new Claim.Door("tcp", "203.0.113.77:" + (10_000 + i), "1.0"));
  }

  private CompletableFuture<Reply> release(int i, String epoch, NodeLease self) {
    Parting parting =
        Parting.of(
            new Release(
                new ClientId(client(i)),
                Optional.empty(),
                "00112233445566778899aabbccddeeff",
                Long.parseLong(epoch),
                1,
                Disconnect.of(DisconnectReason.RESET, ""),
                Duration.ofSeconds(10)),
            Instant.now());
    return link.run(
        Script.RELEASE,
        keys.of(client(i)),
        client(i),
        self.node(),
        self.incarnation(),
        epoch,
        "1",
        "10000",
        "1700000000000000",
        "RESET",
        parting.data(),
        "t");
  }

  /** Microseconds of Redis's thread for each of the scripts. */
  private double micros(IntFunction<CompletableFuture<Reply>> script) {
    link.await(link.commands().configResetstat());
    List<CompletableFuture<Reply>> all = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      all.add(script.apply(i));
      if (all.size() == 1_000) {
        all.forEach(link::await);
        all.clear();
      }
    }
    all.forEach(link::await);
    return evalsha() / (double) SESSIONS;
  }

  /** What it takes to put all clients of a node into their grace. */
  private double reap(NodeLease dead) {
    String after = Long.toString(Long.parseLong(dead.incarnation()) + 1);
    fence(after);
    link.await(link.commands().configResetstat());
    Keys.partitions()
        .forEach(
            i -> {
              Reply reply;
              do {
                reply =
                    link.await(
                        link.run(
                            Script.REAP,
                            keys.of(i),
                            "gw-a",
                            dead.incarnation(),
                            Integer.toString(REAPED_AT_A_TIME),
                            "10000",
                            "1",
                            "1700000000000000",
                            "{\"reason\":\"NODE_LOST\",\"lastSeen\":"));
              } while (reply.number(1) > 0);
            });
    return evalsha() / (double) SESSIONS;
  }

  private double append() {
    link.await(link.commands().configResetstat());
    Sequencer sequencer = new Sequencer(link, keys, Duration.ofDays(7), () -> 0);
    while (sequencer.pass()) {
      assertThat(link.waiting()).isZero();
    }
    assertThat(link.await(link.commands().get(keys.log("number")))).isEqualTo("" + SESSIONS);
    return evalsha() / (double) SESSIONS;
  }

  private long evalsha() {
    return number(
        link.await(link.commands().info("commandstats")), "cmdstat_evalsha:calls=\\d+,usec=(\\d+)");
  }

  /** Of that, what the commands took that scripts called. */
  private double withinScripts() {
    String stats = link.await(link.commands().info("commandstats"));
    Matcher found = Pattern.compile("cmdstat_([a-z]+):calls=\\d+,usec=(\\d+)").matcher(stats);
    long sum = 0;
    while (found.find()) {
      sum += found.group(1).equals("evalsha") ? 0 : Long.parseLong(found.group(2));
    }
    return sum / (double) SESSIONS;
  }

  private static long number(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(pattern).isTrue();
    return Long.parseLong(found.group(1));
  }
}
