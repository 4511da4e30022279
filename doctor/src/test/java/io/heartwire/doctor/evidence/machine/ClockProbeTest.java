package io.heartwire.doctor.evidence.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ClockProbeTest {
  private static final Instant START = Instant.parse("2026-03-01T02:58:00Z");
  private static final long MS = 1_000_000;

  private final List<Happening> happenings = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 1_500 * MS;
  private Instant wall = START;
  private long readingNanos;
  private final ClockProbe probe =
      new ClockProbe(
          () -> {
            long now = nanos;
            nanos += readingNanos;
            return now;
          },
          () -> wall);

  ClockProbeTest() {
    probe.begin(happenings::add);
  }

  @Test
  void seesNoStepWhereBothClocksGoAlike() {
    assertThat(after(1_000, 1_000)).isEmpty();
    assertThat(after(1_000, 1_000)).hasValue(0);
    assertThat(after(9_000, 9_002)).hasValue(2);
    assertThat(happenings).isEmpty();
  }

  @Test
  void reportsAStepForwardFromWhereTheClockLeft() {
    after(1_000, 1_000);
    Instant left = wall;

    assertThat(after(1_000, 31_000)).hasValue(30_000);
    assertThat(happenings).containsExactly(step(left.plusSeconds(1), 30_000));
    assertThat(happenings.get(0).until()).isEqualTo(wall);
  }

  @Test
  void reportsAStepBack() {
    after(1_000, 1_000);

    assertThat(after(1_000, -2_600_000)).hasValue(-2_601_000);
    assertThat(happenings).containsExactly(step(wall, -2_601_000));
    assertThat(after(1_000, 1_000)).hasValue(0);
  }

  @Test
  void measuresASmallStepAndReportsNone() {
    after(1_000, 1_000);

    assertThat(after(1_000, 1_499)).hasValue(499);
    assertThat(happenings).isEmpty();
    assertThat(after(1_000, 1_500)).hasValue(500);
    assertThat(happenings).hasSize(1);
  }

  @Test
  void saysNothingWhenItIsStoppedBetweenTheTwoClocks() {
    after(1_000, 1_000);
    readingNanos = 800 * MS;

    assertThat(after(1_000, 1_000)).isEmpty();
    assertThat(happenings).isEmpty();
  }

  private OptionalDouble after(long monotonicMs, long wallMs) {
    nanos += monotonicMs * MS;
    wall = wall.plusMillis(wallMs);
    Reading.Builder reading = Reading.at(wall, nanos);
    probe.read(reading);
    return reading.build().value(Signal.CLOCK_STEP);
  }

  private static Happening step(Instant from, long ms) {
    return new Happening(Happening.Kind.CLOCK_STEP, from, ms, "wall clock", "", List.of());
  }
}
