package io.heartwire.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every engine owes its readers: where they were, and what they do not take. Each engine has a
 * test that extends this.
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

  @Test
  void aReaderGoesOnWhereItWasAndANewOneBeginsNow() {
    rig.granted("dev-1");
    long latest = rig.engine.latestEvent();
    assertThat(rig.engine.cursor("hook")).isEqualTo(latest);
    rig.granted("dev-2");
    assertThat(rig.engine.cursor("hook")).isEqualTo(latest);
    rig.engine.advance("hook", latest + 1).toCompletableFuture().join();
    rig.engine.close();
    rig.engine = open(rig::wall);

    assertThat(rig.engine.cursor("hook")).isEqualTo(latest + 1);
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
    assertThat(rig.engine.deadLetters().bury(letter).toCompletableFuture().join())
        .isEqualTo(new DeadLetters.Buried(1, 0));
    rig.engine.close();
    rig.engine = open(rig::wall);

    DeadLetters letters = rig.engine.deadLetters();
    assertThat(rig.engine.cursor("hook")).isEqualTo(event.number());
    assertThat(letters.list("hook", 0, 10)).containsExactly(letter);
    assertThat(letters.count("lake")).isZero();
    assertThat(letters.remove("hook", event.number()).toCompletableFuture().join()).isZero();
    assertThat(letters.list("hook", 0, 10)).isEmpty();
  }
}
