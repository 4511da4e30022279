package io.heartwire.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class DurationCountsTest {
  private static final int BEYOND = DurationCounts.boundsSeconds().size();

  private static int placeOf(double boundSeconds) {
    int place = DurationCounts.boundsSeconds().indexOf(boundSeconds);
    assertThat(place).isNotNegative();
    return place;
  }

  @Test
  void countsADurationOfExactlyABoundWithinIt() {
    var counts = new DurationCounts();

    counts.note(1_000_000);
    counts.note(1_000_001);

    assertThat(counts.spread().counts().get(placeOf(0.001))).isEqualTo(1);
    assertThat(counts.spread().counts().get(placeOf(0.0025))).isEqualTo(1);
    assertThat(counts.spread().total()).isEqualTo(2);
  }

  @Test
  void countsWhatIsBeyondAllBoundsAndTakesTheNegativeForZero() {
    var counts = new DurationCounts();

    counts.note(30_000_000_001L);
    counts.note(-5);

    assertThat(counts.spread().counts().get(BEYOND)).isEqualTo(1);
    assertThat(counts.spread().counts().get(0)).isEqualTo(1);
    assertThat(counts.spread().sumSeconds()).isEqualTo(30.000000001);
  }

  @Test
  void countsTheSameWhicheverWayItIsNoted() {
    var shared = new DurationCounts();
    var alone = new DurationCounts();
    for (long nanos = 1; nanos < 1L << 36; nanos *= 3) {
      shared.note(nanos);
      alone.noteAlone(nanos);
    }

    assertThat(alone.spread()).isEqualTo(shared.spread());
    assertThat(alone.spread().total()).isPositive();
  }

  @Test
  void addsUpAndRefusesCountsOfOtherBounds() {
    var counts = new DurationCounts();
    counts.note(2_000_000);

    DurationSpread both = counts.spread().plus(counts.spread()).plus(DurationSpread.NONE);

    assertThat(both.total()).isEqualTo(2);
    assertThat(both.sumSeconds()).isEqualTo(0.004);
    assertThat(DurationCounts.boundsSeconds()).isSorted();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DurationSpread(List.of(1L), 0))
        .withMessageContaining("a spread has 1 counts and needs " + (BEYOND + 1));
  }
}
