package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The period between two sweeps follows what they cost. */
class SweepPeriodCostTest {
  private static final int CONNECTIONS = 10_000;
  private static final int INTERVAL_MS = 1_000;

  private final SweepPeriod period = new SweepPeriod();

  @Test
  void aSweepThatACollectionFellIntoDoesNotSlowTheNextOnesDown() {
    sweeps(100, 20_000, 0);
    sweeps(1, 30_000_000, 0);

    assertThat(period.nanos()).isEqualTo(10_000_000);
  }

  @Test
  void sweepsThatCostMoreComeLessOften() {
    sweeps(100, 200_000, 0);

    assertThat(period.nanos()).isEqualTo(200_000 * 200);
  }

  @Test
  void neverLessOftenThanTenTimesASecond() {
    sweeps(100, 30_000_000, 0);

    assertThat(period.nanos()).isEqualTo(100_000_000);
  }

  @Test
  void cheapSweepsComeOftenAtOnce() {
    sweeps(100, 30_000_000, 0);
    sweeps(1, 10_000, 0);

    assertThat(period.nanos()).isEqualTo(10_000_000);
  }

  @Test
  void whileManyAreSuspectedItLooksMoreOften() {
    sweeps(100, 1_000_000, CONNECTIONS / 10);

    assertThat(period.nanos()).isEqualTo(1_000_000 * 20);
  }

  @Test
  void longIntervalsNeedNoFineSweeps() {
    period.settle(1, 0, 25_000);
    assertThat(period.nanos()).isEqualTo(50_000_000);

    period.hasten(2, 0, 1_000);
    assertThat(period.nanos()).isEqualTo(10_000_000);

    period.hasten(2, 0, 50_000);
    assertThat(period.nanos()).isEqualTo(10_000_000);
  }

  private void sweeps(int times, long eachNanos, int suspects) {
    for (int i = 0; i < times; i++) {
      period.took(eachNanos);
      period.settle(CONNECTIONS, suspects, INTERVAL_MS);
    }
  }
}
