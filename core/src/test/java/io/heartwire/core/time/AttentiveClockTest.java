package io.heartwire.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentiveClockTest {
  private static final long MS = 1_000_000;
  private static final long PERIOD = 10 * MS;

  @ParameterizedTest // trap 21
  @CsvSource({
    "0, 0",
    "-1, -1",
    "-9223372036854775808, -2147483648",
    "9223372036854775000, 2147483640",
    "9223372036700000000, 2147483000"
  })
  void passesAsTimePassesFromAnyOrigin(long nanos, int ms) {
    AttentiveClock clock = new AttentiveClock(nanos, ms);
    for (int i = 1; i <= 1_000; i++) {
      assertThat(clock.tick(nanos + i * PERIOD, PERIOD)).isZero();
      assertThat(clock.ms() - ms).isEqualTo(i * 10);
    }
    assertThat(clock.excusedMs()).isZero();
  }

  @Test
  void keepsTheFractionsOfMilliseconds() {
    AttentiveClock clock = new AttentiveClock(0, 0);
    for (int i = 1; i <= 1_000; i++) {
      clock.tick(i * 1_500_000L, PERIOD);
    }

    assertThat(clock.ms()).isEqualTo(1_500);
  }

  @Test
  void aTickThatIsLateWithinTheToleranceIsNoStall() {
    AttentiveClock clock = new AttentiveClock(0, 0);

    assertThat(clock.tick(210 * MS, PERIOD)).isZero();
    assertThat(clock.ms()).isEqualTo(210);
    assertThat(clock.excusedMs()).isZero();
  }

  @Test // trap 1, trap 2: the clock's part
  void aStallDoesNotPass() {
    AttentiveClock clock = new AttentiveClock(0, 0);

    assertThat(clock.tick(210 * MS + 1, PERIOD)).isEqualTo(200 * MS + 1);
    assertThat(clock.ms()).isEqualTo(210);
    assertThat(clock.tick(6_210 * MS + 1, PERIOD)).isEqualTo(5_990 * MS);
    assertThat(clock.ms()).isEqualTo(420);
    assertThat(clock.excusedMs()).isEqualTo(5_790);
  }

  @Test // trap 20, trap 21
  void aClockThatStepsBackStandsStill() {
    AttentiveClock clock = new AttentiveClock(1_000 * MS, 7);

    assertThat(clock.tick(0, PERIOD)).isZero();
    assertThat(clock.ms()).isEqualTo(7);
    assertThat(clock.tick(10 * MS, PERIOD)).isZero();
    assertThat(clock.ms()).isEqualTo(17);
  }

  @Test
  void aLongPeriodThatWasExpectedIsNoStall() {
    AttentiveClock clock = new AttentiveClock(0, 0);

    assertThat(clock.tick(3_600_000 * MS, 3_600_000 * MS)).isZero();
    assertThat(clock.ms()).isEqualTo(3_600_000);
  }
}
