package io.heartwire.core.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.observe.Testimony.Standing;
import io.heartwire.core.time.VirtualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One target and its observers in virtual time. */
class VerdictTest {
  private static final DeathRule ALL =
      new DeathRule(Duration.ofSeconds(10), Duration.ofSeconds(20), 0);
  private static final DeathRule TWO =
      new DeathRule(Duration.ofSeconds(10), Duration.ofSeconds(20), 2);

  private static Testimony healthy(String observer, int seconds) {
    return new Testimony(observer, Standing.HEALTHY, seconds * 1_000_000_000L);
  }

  private static Testimony stalled(String observer) {
    return new Testimony(observer, Standing.STALLED, 60_000_000_000L);
  }

  private static Testimony held(String observer) {
    return new Testimony(observer, Standing.HELD, 60_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 15_000_000_000L})
  void goesFromAliveOverSuspectToDead(long origin) {
    VirtualTime time = new VirtualTime(origin);
    Sightings seen = Sightings.NONE.saw("a", time.nanoTime());

    time.advance(Duration.ofMillis(9_999));
    assertThat(Verdict.of(seen, List.of(healthy("a", 9)), ALL, time.nanoTime()).state())
        .isEqualTo(TargetState.ALIVE);
    time.advance(Duration.ofSeconds(10));
    assertThat(Verdict.of(seen, List.of(healthy("a", 19)), ALL, time.nanoTime()).state())
        .isEqualTo(TargetState.SUSPECT);
    time.advance(Duration.ofMillis(1));
    Verdict verdict = Verdict.of(seen, List.of(healthy("a", 20)), ALL, time.nanoTime());
    assertThat(verdict.state()).isEqualTo(TargetState.DEAD);
    assertThat(verdict.confirmedBy()).containsExactly("a");
  }

  @Test
  void anObserverThatStalledOrWhoseBreakerIsOpenAbstains() {
    Verdict verdict =
        Verdict.of(Sightings.NONE.saw("a", -60_000_000_000L), List.of(stalled("a")), ALL, 0);
    assertThat(verdict.state()).isEqualTo(TargetState.UNCERTAIN);
    assertThat(verdict.abstained()).containsExactly("a");

    assertThat(Verdict.of(Sightings.NONE, List.of(held("a"), healthy("b", 30)), TWO, 0).state())
        .isEqualTo(TargetState.UNCERTAIN);
    assertThat(
            Verdict.of(Sightings.NONE, List.of(held("a"), healthy("b", 30)), ALL, 0).confirmedBy())
        .containsExactly("b");
  }

  @Test
  void aNewObserverThatHasNotLookedForLongEnoughHoldsTheVerdictUp() {
    Sightings seen = Sightings.NONE.saw("a", -30_000_000_000L);
    List<Testimony> both = List.of(healthy("a", 30), healthy("b", 3));

    assertThat(Verdict.of(seen, both, ALL, 0).state()).isEqualTo(TargetState.SUSPECT);
    assertThat(Verdict.of(Sightings.NONE, both, ALL, 0).state()).isEqualTo(TargetState.UNKNOWN);
    assertThat(
            Verdict.of(seen, both, new DeathRule(ALL.suspectAfter(), ALL.deadAfter(), 1), 0)
                .state())
        .isEqualTo(TargetState.DEAD);
  }

  @Test
  void oneFreshSightingOfAStalledObserverVetoes() {
    Sightings seen = Sightings.NONE.saw("late", -1_000_000_000L);

    assertThat(Verdict.of(seen, List.of(stalled("late"), healthy("b", 90)), ALL, 0).state())
        .isEqualTo(TargetState.ALIVE);
  }

  @Test
  void saysWhatCannotBe() {
    assertThatThrownBy(() -> new DeathRule(Duration.ofSeconds(3), Duration.ofSeconds(2), 0))
        .hasMessageContaining("suspect after PT3S and dead after PT2S");
    assertThatThrownBy(() -> new DeathRule(Duration.ZERO, Duration.ZERO, 0))
        .hasMessageContaining("dead after PT0S");
    assertThatThrownBy(() -> new Testimony("a", Standing.HEALTHY, -1))
        .hasMessageContaining("-1 ns");
    Sightings many = Sightings.NONE;
    for (int i = 0; i < Sightings.MOST_OBSERVERS; i++) {
      many = many.saw("o" + i, i);
    }
    Sightings full = many;
    assertThatThrownBy(() -> full.saw("one more", 0)).hasMessageContaining("65 observers");
  }
}
