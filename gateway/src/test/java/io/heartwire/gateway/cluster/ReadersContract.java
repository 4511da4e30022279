package io.heartwire.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every engine owes its readers: whose turn it is, where they were, and what they do not take.
 * Each engine has a test that extends this.
 */
public abstract class ReadersContract {
  private final EngineRig rig = new EngineRig(null);

  /** Opens the engine of this test, again with what it had if it was open before. */
  protected abstract ClusterEngine open(InstantSource wallClock);

  @BeforeEach
  final void start() {
    rig.engine = open(rig::wall);
  }

  @AfterEach
  final void stop() {
    rig.engine.close();
  }

  private Turn turn(String reader) {
    Turn turn = rig.engine.turn(reader, () -> {});
    EngineRig.await("the turn of " + reader, () -> turn.term() != Turn.NONE);
    return turn;
  }

  private static <T> T of(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void aReaderGoesOnWhereItWasAndANewOneBeginsNow() {
    rig.granted("dev-1");
    long latest = rig.engine.latestEvent();
    assertThat(rig.engine.cursor("hook")).isEqualTo(latest);
    rig.granted("dev-2");
    assertThat(rig.engine.cursor("hook")).isEqualTo(latest);
    Turn turn = turn("hook");
    assertThat(of(turn.advance(turn.term(), latest + 1))).isEqualTo(latest + 1);
    rig.engine.close();
    rig.engine = open(rig::wall);

    assertThat(rig.engine.cursor("hook")).isEqualTo(latest + 1);
  }

  @Test
  void aReaderMovesInTheTermInWhichItIsServedAndInNoOther() {
    rig.granted("dev-1");
    long latest = rig.engine.latestEvent();
    rig.engine.cursor("hook");
    Turn first = turn("hook");
    long before = first.term();
    first.close();
    assertThat(first.term()).isEqualTo(Turn.NONE);
    Turn second = turn("hook");
    assertThat(second.term()).isGreaterThan(before);
    of(second.advance(second.term(), latest + 1));

    DeadLetter letter = new DeadLetter("hook", rig.all().get(0), Instant.EPOCH, "too late");
    for (Turn turn : new Turn[] {first, second}) {
      assertThatThrownBy(() -> of(turn.advance(before, latest)))
          .hasCauseInstanceOf(TurnLostException.class)
          .hasMessageContainingAll("hook", "term " + before);
      assertThatThrownBy(() -> of(turn.bury(before, letter)))
          .hasCauseInstanceOf(TurnLostException.class);
    }
    assertThat(rig.engine.cursor("hook")).isEqualTo(latest + 1);
    assertThat(rig.engine.deadLetters().count("hook")).isZero();
    Turn lake = turn("lake");
    assertThat(second.term()).as("another reader's turn changes nothing").isNotEqualTo(Turn.NONE);
    lake.close();
  }

  @Test
  void aDeadLetterIsKeptWithItsEventAndItsReaderGoesOnBehindIt() {
    assertThat(rig.engine.cursor("hook")).isZero();
    assertThat(rig.engine.oldestEvent()).isEqualTo(rig.engine.latestEvent() + 1);
    rig.granted("dev-1");
    Event event = rig.all().get(0);
    assertThat(rig.engine.oldestEvent()).isEqualTo(event.number());
    Instant now = Instant.ofEpochSecond(1_800_000_000);
    DeadLetter letter = new DeadLetter("hook", event, now, "it answered 413");
    Turn turn = turn("hook");
    assertThat(of(turn.bury(turn.term(), letter))).isEqualTo(new DeadLetters.Buried(1, 0));
    rig.engine.close();
    rig.engine = open(rig::wall);

    DeadLetters letters = rig.engine.deadLetters();
    assertThat(rig.engine.cursor("hook")).isEqualTo(event.number());
    assertThat(letters.list("hook", 0, 10)).containsExactly(letter);
    assertThat(letters.count("lake")).isZero();
    assertThat(of(letters.remove("hook", event.number()))).isZero();
    assertThat(letters.list("hook", 0, 10)).isEmpty();
  }
}
