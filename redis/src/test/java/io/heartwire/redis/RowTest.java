package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Holding;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Parcel;
import io.heartwire.wire.Bytes;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client's row leaves out, because it says nothing new. */
@Tag("redis")
class RowTest {
  private static final String CLIENT = "dev-1";
  private static final String SESSION = "00112233445566778899aabbccddeeff";
  private static final long AN_HOUR = 3_600_000_000L;

  @TempDir Path dir;

  @Test
  void leavesOutTheUsualAndKnowsItAllTheSame() throws IOException {
    RedisServer server = RedisServer.start(dir);
    RedisClient client = RedisClient.create(server.url());
    try (server;
        ClusterEngine engine = new RedisRig(server, Duration.ZERO).open(InstantSource.system())) {
      Claimed.Granted first = claim(engine, "default");
      try (StatefulRedisConnection<String, String> to = client.connect()) {
        RedisCommands<String, String> commands = to.sync();
        String row = commands.keys("*s:" + CLIENT).get(0);
        assertThat(commands.hgetall(row)).containsOnlyKeys("e", "s", "i", "u", "a", "d", "o");
        // As after a failover to a server whose clock is behind.
        commands.hset(row, "e", Long.toString(first.epoch() + AN_HOUR));
      }

      Claimed.Granted second = claim(engine, "vans");

      assertThat(second.epoch()).isEqualTo(first.epoch() + AN_HOUR + 1);
      assertThat(second.since()).isBetween(first.since(), first.since().plusSeconds(60));
      Holding known = engine.find(new ClientId(CLIENT)).orElseThrow();
      assertThat(known.since()).isEqualTo(second.since()).isEqualTo(known.changed());
      assertThat(known.group()).isEqualTo("vans");

      assertThat(claim(engine, "default").epoch()).isEqualTo(second.epoch() + 1);
      assertThat(engine.find(new ClientId(CLIENT)).orElseThrow().group()).isEqualTo("default");
    } finally {
      client.shutdown();
    }
  }

  /** A row and an event say several things in one field. */
  @Test
  void whatClientsSayMayHaveLinesOfItsOwn() throws IOException {
    String user = "ann\n1\n\"two\"";
    var door = new Claim.Door("tcp", "127.0.0.1:4711", "1.0\n2\n\"beta\"\n");
    try (RedisServer server = RedisServer.start(dir);
        ClusterEngine engine = new RedisRig(server, Duration.ZERO).open(InstantSource.system())) {
      Claimed.Granted first = claim(engine, Optional.of(user), OptionalLong.empty(), door);
      Claimed.Granted again =
          claim(engine, Optional.of(user), OptionalLong.of(first.epoch()), door);

      assertThat(again.resumed()).isTrue();
      assertThat(again.connection()).isEqualTo(2);
      assertThat(again.sessionId()).isEqualTo(first.sessionId()).isEqualTo(SESSION);
      Holding known = engine.find(new ClientId(CLIENT)).orElseThrow();
      assertThat(known.user()).hasValue(user);
      assertThat(known.door()).isEqualTo(door);
      assertThat(known.group()).isEqualTo("default");
      assertThat(known.changed()).isAfter(known.since());
      assertThat(engine.events(0, 10))
          .extracting(event -> event.type().word(), event -> event.user().orElse(""))
          .containsExactly(
              tuple("online", user), tuple("user.online", user), tuple("resumed", user));
      assertThat(engine.events(0, 10))
          .filteredOn(event -> !event.type().word().equals("user.online"))
          .allMatch(event -> event.data().contains("beta"));
    }
  }

  /** What waits is looked at only where something waits for anybody: see {@code claim.lua}. */
  @Test
  void theNodeThatAClientComesToHearsThatAMessageWaitsForIt() throws Exception {
    ClientId id = new ClientId(CLIENT);
    try (RedisServer server = RedisServer.start(dir)) {
      RedisRig rig = new RedisRig(server, Duration.ZERO);
      try (ClusterEngine there = rig.open("gw-a", InstantSource.system(), 100);
          ClusterEngine here = rig.open("gw-b", InstantSource.system(), 100)) {
        claim(there, "default");
        var parcel = new Parcel(id, "m1", "news", Bytes.utf8("body"), Duration.ofMinutes(1));
        done(there.inbox().keep(parcel, new Inbox.Limits(10, 1_000)));
        assertThat(here.inbox().waitsFor(id)).isFalse();

        claim(here, "default");
        assertThat(here.inbox().waitsFor(id)).isTrue();

        assertThat(done(there.inbox().delivered(id, "m1"))).isTrue();
        claim(here, "default");
        assertThat(here.inbox().waitsFor(id)).isFalse();
      }
    }
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static Claimed.Granted claim(ClusterEngine engine, String group) {
    var door = new Claim.Door("tcp", "127.0.0.1:4711", "1.0");
    return claim(engine, Optional.empty(), OptionalLong.empty(), door, group);
  }

  private static Claimed.Granted claim(
      ClusterEngine engine, Optional<String> user, OptionalLong resumes, Claim.Door door) {
    return claim(engine, user, resumes, door, "default");
  }

  private static Claimed.Granted claim(
      ClusterEngine engine,
      Optional<String> user,
      OptionalLong resumes,
      Claim.Door door,
      String group) {
    return (Claimed.Granted)
        done(
            engine.claim(
                new Claim(
                    new ClientId(CLIENT),
                    user,
                    group,
                    SESSION,
                    resumes,
                    false,
                    Duration.ofSeconds(10),
                    door)));
  }
}
