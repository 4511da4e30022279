package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Turn;
import io.heartwire.gateway.cluster.TurnLostException;
import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who of two engines on one Redis serves a reader. */
@Tag("redis")
class TurnsOfTwoNodesTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(2);
  @TempDir static Path dir;
  private static RedisServer server;
  private final RedisRig rig = new RedisRig(server, Duration.ofSeconds(1));
  private RedisEngine a;
  private RedisEngine b;
  private Turn ofA;
  private Turn ofB;
  private long term;

  @BeforeAll
  static void startServer() throws IOException {
    server = RedisServer.start(dir);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  /** Node a serves, and b would. */
  @BeforeEach
  void start() {
    a = rig.open("gw-a", InstantSource.system(), 100);
    b = rig.open("gw-b", InstantSource.system(), 100);
    happen(a, 3);
    ofA = a.turn("hook", () -> {});
    RedisServer.await("the turn of a", () -> ofA.term() != Turn.NONE);
    term = ofA.term();
    ofB = b.turn("hook", () -> {});
    RedisServer.await(
        "b to hear of it",
        () -> ofB.seen().flatMap(Turn.Seen::servedBy).equals(Optional.of("gw-a")));
    assertThat(a.cursor("hook")).isEqualTo(3);
    happen(a, 4);
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
  }

  private static void happen(RedisEngine node, int events) {
    for (int i = 0; i < events; i++) {
      of(node.record(new Notice(EventType.TIMEOUT, Optional.empty(), Optional.empty(), 0, "{}")));
    }
  }

  private static <T> T of(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static Duration until(String what, Turn turn) {
    long start = System.nanoTime();
    RedisServer.await(what, () -> turn.term() != Turn.NONE);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void oneServesAndTheOtherKnowsHowFarItIsAndGoesOnThereAsSoonAsItCloses() {
    of(ofA.advance(term, 5));
    RedisServer.await("the cursor", () -> ofB.seen().orElseThrow().cursor() == 5);
    assertThat(ofB.term()).isEqualTo(Turn.NONE);
    assertThatThrownBy(() -> of(ofB.advance(term, 7))).hasCauseInstanceOf(TurnLostException.class);
    a.close();

    assertThat(until("the turn of b", ofB)).isLessThan(AT_ONCE);
    assertThat(ofB.term()).isGreaterThan(term);
    assertThat(ofA.term()).isEqualTo(Turn.NONE);
    assertThat(b.cursor("hook")).isEqualTo(5);
    of(ofB.advance(ofB.term(), 7));
    assertThat(b.cursor("hook")).isEqualTo(7);
  }

  @Test
  void whoWasCountedAsDeadMovesTheCursorNoMoreEvenIfItIsItsTurnAgain() {
    rig.expel("gw-a");
    assertThat(until("the turn of b", ofB)).isLessThan(AT_ONCE);
    of(ofB.advance(ofB.term(), 7));
    assertThatThrownBy(() -> of(ofA.advance(term, 5))).hasCauseInstanceOf(TurnLostException.class);
    assertThat(ofA.term()).isEqualTo(Turn.NONE);
    ofB.close();

    assertThat(until("the turn of a, again", ofA)).isLessThan(AT_ONCE.multipliedBy(3));
    assertThat(ofA.term()).isGreaterThan(term);
    assertThatThrownBy(() -> of(ofA.advance(term, 5))).hasCauseInstanceOf(TurnLostException.class);
    assertThat(a.cursor("hook")).isEqualTo(7);
  }

  @Test
  void theReaderOfAKilledNodeIsServedByTheOtherWithinTheLease() {
    a.abandon();
    Duration took = until("the turn of b", ofB);

    assertThat(took).isLessThan(Duration.ofMillis(RedisTurns.TURN_MS).plus(AT_ONCE));
    assertThat(b.cursor("hook")).isEqualTo(3);
  }

  @Test
  void whoIsOutOfReachOfRedisLetsGoBeforeAnotherOneBegins() throws IOException {
    server.kill();
    try {
      long start = System.nanoTime();
      RedisServer.await("that a lets go", () -> ofA.term() == Turn.NONE);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isLessThan(Duration.ofMillis(RedisTurns.TURN_MS - 3_000));
    } finally {
      server.startAgain();
    }
    RedisServer.await("one to serve", () -> ofA.term() != Turn.NONE || ofB.term() != Turn.NONE);
    assertThat(ofA.term() == Turn.NONE || ofB.term() == Turn.NONE).as("not both").isTrue();
  }

  @Test
  void whatAReaderHasNotTakenIsHeldForItWhicheverNodeLeadsAndNoLongerThanItIsWanted() {
    try (RedisLink link = RedisLink.open(rig.uri(), Duration.ofSeconds(10), SslOptions.create())) {
      Readers readers = new Readers(link, rig.keys());
      long now = link.micros();
      readers.look(now);
      assertThat(readers.slowest(1)).isEqualTo(3);
      assertThat(readers.fallen(6)).extracting(Readers.Fallen::reader).containsExactly("hook");
      assertThat(readers.fallen(6)).as("once").isEmpty();
      Readers ofAnother = new Readers(link, rig.keys());
      ofAnother.look(now);
      assertThat(ofAnother.fallen(6)).as("once, whoever leads").isEmpty();
      assertThat(ofAnother.slowest(6)).isEqualTo(Long.MAX_VALUE);

      of(ofA.advance(term, 7));
      readers.look(now);
      assertThat(readers.fallen(6)).isEmpty();
      readers.look(now + TimeUnit.MINUTES.toMicros(61));
      assertThat(readers.slowest(1)).isEqualTo(Long.MAX_VALUE);
      readers.look(now);
      assertThat(readers.fallen(9)).as("again").hasSize(1);
    }
  }
}
