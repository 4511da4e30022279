package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Holding;
import io.heartwire.gateway.cluster.PresenceState;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A login that Redis grants, and whose answer nobody hears. */
@Tag("redis")
class LostClaimTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final OptionalLong LATEST = OptionalLong.of(Claim.LATEST_EPOCH);

  /**
   * For longer than a test waits for anything, whoever is attached is looked for by nobody else.
   */
  private static final int STRAY_MS = 30_000;

  @TempDir static Path dir;
  private static RedisServer server;
  private static RedisClient client;
  private static RedisCommands<String, String> redis;
  private final RedisRig rig = new RedisRig(server, Duration.ofSeconds(1));
  private Detour way;
  private Crew b;

  @BeforeAll
  static void startServer() throws IOException {
    server = RedisServer.start(dir);
    client = RedisClient.create(server.url());
    StatefulRedisConnection<String, String> connection = client.connect();
    redis = connection.sync();
  }

  @AfterAll
  static void stopServer() {
    client.shutdown(0, 0, TimeUnit.MILLISECONDS);
    server.close();
  }

  @BeforeEach
  void open() throws IOException {
    way = Detour.to(server.port);
    b = new Crew("gw-b", rig.open("gw-b", server.url(), times(10_000)));
  }

  @AfterEach
  void close() {
    b.engine.close();
    way.close();
  }

  private static NodeLease.Times times(int answerMs) {
    return new NodeLease.Times(10_000, 300, 8_000, answerMs, 3_000, STRAY_MS);
  }

  /** All in one partition: they are looked for at once. */
  private static String client(String beginning) {
    int number = 0;
    while (Keys.partition(beginning + number) != 0) {
      number++;
    }
    return beginning + number;
  }

  private void awaitConnection(String client, String number) {
    String row = rig.keys().of(client) + "s:" + client;
    RedisServer.await(
        client,
        () ->
            redis.exists(row) == 1
                && Optional.ofNullable(redis.hget(row, "c")).orElse("1").equals(number));
  }

  private Holding found(String client) {
    return b.engine.find(new ClientId(client)).orElseThrow();
  }

  private static Claim claim(String client, OptionalLong resumes, boolean exclusive) {
    return new Claim(
        new ClientId(client),
        Optional.of("user of " + client),
        "default",
        UUID.randomUUID().toString(),
        resumes,
        exclusive,
        LONG,
        new Claim.Door("tcp", "127.0.0.1:4711", "1.0"));
  }

  private static Claim exclusive(String client) {
    return claim(client, OptionalLong.empty(), true);
  }

  private static boolean isGranted(RedisEngine node, Claim claim) {
    Claimed answer =
        node.claim(claim).exceptionally(e -> new Claimed.Refused(0)).toCompletableFuture().join();
    return answer instanceof Claimed.Granted;
  }

  @Test
  void isReleasedSoonIfTheConnectionBrokeBeforeTheAnswerCame() {
    String name = client("cut-");
    try (RedisEngine here = rig.open("gw-a", way.url(), times(10_000))) {
      here.holder(new Crew("gw-a", here));
      way.mute(true);
      CompletableFuture<Claimed> lost = here.claim(exclusive(name)).toCompletableFuture();
      awaitConnection(name, "1");
      way.leadTo(server.port);
      way.mute(false);
      long cut = System.nanoTime();
      RedisServer.await("that it has failed", lost::isCompletedExceptionally);
      RedisServer.await("that it may log in", () -> isGranted(here, exclusive(name)));

      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - cut)).isLessThan(10);
      assertThat(here.standing().notHeld()).isEqualTo(1);
    }
    assertThat(RedisRig.told(b.engine, name))
        .containsExactly(EventType.ONLINE, EventType.TAKEN_OVER, EventType.ONLINE);
  }

  /**
   * {@code again}, {@code twice} and {@code anew} have been granted more, which nobody holds yet.
   */
  @Test
  void isReleasedOnceRedisAnswersUnlessItsClientIsBack() {
    String unknown = client("new-");
    String returned = client("returned-");
    String again = client("again-");
    String twice = client("twice-");
    String anew = client("anew-");
    String elsewhere = client("elsewhere-");
    String held = client("held-");
    try (RedisEngine engine = rig.open("gw-a", way.url(), times(1_000))) {
      Crew a = new Crew("gw-a", engine);
      for (String one : List.of(returned, twice)) {
        a.claim(one, OptionalLong.empty(), LONG).join();
        a.leave(one, DisconnectReason.RESET, LONG).join();
      }
      a.claim(held, OptionalLong.empty(), LONG).join();
      a.claim(held, LATEST, LONG).join();
      way.mute(true);
      // As after a failover to a replica that had not heard of its second connection.
      redis.hdel(rig.keys().of(held) + "s:" + held, "c");
      var lost =
          CompletableFuture.allOf(
              a.claim(unknown, OptionalLong.empty(), LONG),
              a.claim(returned, LATEST, LONG),
              a.claim(again, OptionalLong.empty(), LONG),
              a.claim(twice, LATEST, LONG),
              a.claim(anew, OptionalLong.empty(), LONG),
              a.claim(elsewhere, OptionalLong.empty(), LONG),
              a.claim(held, LATEST, LONG));
      awaitConnection(held, "2");
      b.claim(elsewhere, OptionalLong.empty(), LONG).join();
      RedisServer.await("that they are given up", lost::isCompletedExceptionally);
      CompletionStage<Claimed> other = engine.claim(claim(anew, OptionalLong.empty(), false));
      CompletionStage<Claimed> second = engine.claim(claim(again, LATEST, true));
      CompletionStage<Claimed> third = engine.claim(claim(twice, LATEST, true));
      awaitConnection(twice, "3");
      way.mute(false);

      RedisServer.await("those whom nobody holds", () -> engine.standing().notHeld() >= 2);
      for (CompletionStage<Claimed> one : List.of(other, second, third)) {
        assertThat(one.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join())
            .isInstanceOf(Claimed.Granted.class);
      }
      for (String one : List.of(unknown, returned)) {
        assertThat(found(one).state()).as(one).isEqualTo(PresenceState.IN_GRACE);
        assertThat(found(one).reason()).hasValue("NOT_HELD");
      }
      for (String one : List.of(again, twice, anew, elsewhere, held)) {
        assertThat(found(one).state()).as(one).isEqualTo(PresenceState.ATTACHED);
      }
      assertThat(found(elsewhere).node()).hasValue("gw-b");
      assertThat(engine.standing().notHeld()).isEqualTo(2);
    }
  }

  @Test
  void isReleasedTooIfItReachesRedisWhenAllSeemsWellAgain() throws IOException {
    String late = client("late-");
    try (RedisEngine engine = rig.open("gw-a", way.url(), times(1_000))) {
      Crew a = new Crew("gw-a", engine);
      a.come("here-", 60, LONG);
      way.hold();
      CompletableFuture<Claimed> lost = a.claim(late, OptionalLong.empty(), LONG);
      RedisServer.await("it on its way", () -> way.keeps(late));
      RedisServer.await("that it is given up", lost::isCompletedExceptionally);
      long compared = engine.standing().compared();
      way.lose();
      RedisServer.await(
          "that it was looked for", () -> engine.standing().compared() >= compared + 60);
      assertThat(b.engine.find(new ClientId(late))).isEmpty();
      way.deliver();

      RedisServer.await("its end", () -> engine.standing().notHeld() == 1);
      assertThat(found(late).reason()).hasValue("NOT_HELD");
    }
  }

  @Test
  void isForgottenInTheEndAndSoManyAreNotRememberedAtOnce() {
    var lost = new LostClaims();
    for (int i = 0; i <= LostClaims.MOST; i++) {
      lost.add(exclusive("dev-" + i), "t" + i);
    }
    assertThat(lost.all()).hasSize(LostClaims.MOST);
    assertThat(lost.left()).isEqualTo(1);
    assertThat(lost.left()).isZero();

    lost.all().forEach(one -> lost.looked(one, 2));
    assertThat(lost.all()).hasSize(LostClaims.MOST);
    lost.all().forEach(one -> lost.looked(one, 2));
    assertThat(lost.isEmpty()).isTrue();
  }
}
