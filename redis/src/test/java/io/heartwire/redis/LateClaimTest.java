package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Holding;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.Status;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that gave up on a gateway while its login was on the way to Redis, and is online at
 * another one: it keeps that session when the former login arrives after all.
 */
@Tag("redis")
class LateClaimTest {
  private static final String CLIENT = "dev-1";
  private static final Duration GRACE = Duration.ofSeconds(60);

  private static final AtomicInteger LOGINS = new AtomicInteger();

  @TempDir static Path dir;
  private static RedisServer server;
  private final RedisRig rig = new RedisRig(server, Duration.ofSeconds(1));

  @BeforeAll
  static void startServer() throws IOException {
    server = RedisServer.start(dir);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static Claim claim(OptionalLong resume, long askedMicros) {
    int login = LOGINS.incrementAndGet();
    return new Claim(
            new ClientId(CLIENT),
            Optional.empty(),
            "default",
            String.format("%032x", login),
            resume,
            false,
            GRACE,
            new Claim.Door("tcp", "127.0.0.1:" + (4711 + login), "1.0"))
        .asked(askedMicros);
  }

  private static Claimed answer(RedisEngine node, OptionalLong resume, long askedMicros) {
    return node.claim(claim(resume, askedMicros))
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void aClaimLosesAgainstASessionThatBeganAfterItWasAskedForAndAgainstNoOther() {
    Crew a = new Crew("gw-a", rig.open("gw-a", InstantSource.system(), 100));
    Crew b = new Crew("gw-b", rig.open("gw-b", InstantSource.system(), 100));
    try (RedisEngine here = a.engine;
        RedisEngine there = b.engine) {
      long before = here.sharedMicros();
      assertThat(before / 1e6).isCloseTo((double) Instant.now().getEpochSecond(), within(2.0));
      Claimed first = b.claim(CLIENT, OptionalLong.empty(), GRACE).join();
      long epoch = ((Claimed.Granted) first).epoch();

      assertThat(answer(here, OptionalLong.empty(), before)).isEqualTo(new Claimed.Stale(epoch));
      assertThat(answer(here, OptionalLong.of(epoch), before))
          .as("its token does not help: it has come back with that one since")
          .isEqualTo(new Claimed.Stale(epoch));
      assertThat(RedisRig.told(there, CLIENT)).containsExactly(EventType.ONLINE);

      long asked = here.sharedMicros();
      b.leave(CLIENT, DisconnectReason.RESET, GRACE).orTimeout(10, TimeUnit.SECONDS).join();
      assertThat(answer(here, OptionalLong.of(epoch), asked))
          .as("it has lost its connection since, and comes back")
          .isInstanceOf(Claimed.Granted.class);
      assertThat(answer(there, OptionalLong.empty(), there.sharedMicros()))
          .as("asked for after that")
          .isInstanceOf(Claimed.Granted.class);
      assertThat(answer(here, OptionalLong.empty(), 0))
          .as("nobody knows when it was asked for")
          .isInstanceOf(Claimed.Granted.class);
    }
  }

  @Test
  void aSessionWaitsForItsClientAndIsNotTakenByItsFormerLogin() {
    Crew b = new Crew("gw-b", rig.open("gw-b", InstantSource.system(), 100));
    try (RedisEngine here = rig.open("gw-a", InstantSource.system(), 100);
        RedisEngine there = b.engine) {
      long before = here.sharedMicros();
      long epoch = granted(b.claim(CLIENT, OptionalLong.empty(), GRACE).join()).epoch();
      b.leave(CLIENT, DisconnectReason.RESET, GRACE).orTimeout(10, TimeUnit.SECONDS).join();

      assertThat(answer(here, OptionalLong.empty(), before)).isEqualTo(new Claimed.Stale(epoch));
      Claimed again = b.claim(CLIENT, OptionalLong.of(epoch), GRACE).join();
      assertThat(granted(again).resumed()).isTrue();
      b.leave(CLIENT, DisconnectReason.GOODBYE, Duration.ZERO)
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
      assertThat(answer(here, OptionalLong.empty(), before))
          .as("nobody is there")
          .isEqualTo(new Claimed.Stale(epoch));
      assertThat(RedisRig.told(there, CLIENT))
          .containsExactly(EventType.OFFLINE, EventType.RESUMED, EventType.ONLINE);
    }
  }

  private static Claimed.Granted granted(Claimed claimed) {
    assertThat(claimed).isInstanceOf(Claimed.Granted.class);
    return (Claimed.Granted) claimed;
  }

  /** While Redis is slow the one is granted when the other has been asked for already. */
  @Test
  void ofTwoLoginsThatAreLateTheOneCountsThatWasAskedForLater() {
    try (RedisEngine here = rig.open("gw-a", InstantSource.system(), 100);
        RedisEngine there = rig.open("gw-b", InstantSource.system(), 100)) {
      long second = TimeUnit.SECONDS.toMicros(1);
      long now = here.sharedMicros();
      Claimed.Granted former = granted(answer(here, OptionalLong.empty(), now - 3 * second));
      assertThat(answer(there, OptionalLong.empty(), now - 4 * second))
          .isEqualTo(new Claimed.Stale(former.epoch()));
      Claimed.Granted later = granted(answer(there, OptionalLong.empty(), now - 2 * second));
      assertThat(answer(here, OptionalLong.empty(), now - 3 * second))
          .isEqualTo(new Claimed.Stale(later.epoch()));

      OptionalLong token = OptionalLong.of(later.epoch());
      assertThat(granted(answer(there, token, now - second)).resumed()).isTrue();
      assertThat(granted(answer(there, token, there.sharedMicros())).resumed()).isTrue();
      assertThat(answer(here, OptionalLong.empty(), now - second / 2))
          .as("that one was in time")
          .isEqualTo(new Claimed.Stale(later.epoch()));
    }
  }

  @Test
  void aSessionThatSeemsToHaveBegunInTheFutureKeepsNobodyOut() {
    try (RedisEngine here = rig.open("gw-a", InstantSource.system(), 100)) {
      long before = here.sharedMicros();
      answer(here, OptionalLong.empty(), before);
      RedisClient client = RedisClient.create(server.url());
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        // As after a failover to a master whose clock is behind that of the dead one.
        String row = rig.keys().of(CLIENT) + "s:" + CLIENT;
        String ahead = Long.toString(here.sharedMicros() + TimeUnit.MINUTES.toMicros(1));
        assertThat(connection.sync().hset(row, "h", ahead)).as("it is not there yet").isTrue();
      } finally {
        client.shutdown(0, 0, TimeUnit.MILLISECONDS);
      }
      assertThat(answer(here, OptionalLong.empty(), before)).isInstanceOf(Claimed.Granted.class);
    }
  }

  @Test
  void aClientKeepsTheSessionThatItHasElsewhereWhenItsFormerLoginArrives() throws Exception {
    try (Detour way = Detour.to(server.port);
        TestGateway stopped = gateway("gw-a", way.url());
        TestGateway other = gateway("gw-b", server.url());
        RawClient former = stopped.connect()) {
      way.block(true);
      former.send(Frame.Hello.of(CLIENT, ""));
      TestGateway.await("its claim to be on its way", () -> stopped.gateway.gate().inFlight() == 1);

      try (RawClient client = other.login(CLIENT)) {
        Optional<Holding> online = other.gateway.engine().find(new ClientId(CLIENT));
        way.block(false);

        Frame.Goodbye goodbye = former.receive(Frame.Goodbye.class);
        assertThat(goodbye.code()).isEqualTo(CloseCode.LOGIN_TIMEOUT);
        assertThat(stopped.departure(DisconnectReason.LOGIN_TIMEOUT).disconnect().detail())
            .contains("has logged in elsewhere since it asked here");
        assertThat(stopped.gateway.counters().staleLogins()).isEqualTo(1);
        client.send(new Frame.Ping(7, Status.NONE, 0, Directives.NONE));
        assertThat(client.receive(Frame.Pong.class).sequence()).isEqualTo(7);
        assertThat(other.gateway.engine().find(new ClientId(CLIENT))).isEqualTo(online);
        client.send(Frame.Goodbye.of(CloseCode.GOODBYE, ""));
        RedisServer.await(
            "its end",
            () ->
                RedisRig.told(other.gateway.engine(), CLIENT)
                    .equals(List.of(EventType.OFFLINE, EventType.ONLINE)));
      }
    }
  }

  private TestGateway gateway(String node, String url) {
    return TestGateway.with(
        "node", node, "engine", "redis", "redis.url", url, "redis.prefix", rig.prefix());
  }
}
