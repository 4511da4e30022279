package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisTimeTest {
  private static final long MILLI = 1_000_000;
  private long now;

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 7, Long.MIN_VALUE, -3})
  void goesOnBetweenLooksAndIsNotMovedByOneThatTookLong(long origin) {
    now = origin;
    var time = new RedisTime(() -> now);
    assertThat(time.micros()).as("never shown").isZero();

    long before = now;
    now += 2 * MILLI;
    time.showed(before, 1_000_000_000);
    assertThat(time.micros()).isBetween(1_000_000_000L, 1_000_002_000L);
    long shown = time.micros();
    now += 500 * MILLI;
    assertThat(time.micros()).isEqualTo(shown + 500_000);

    before = now;
    now += 4_000 * MILLI;
    time.showed(before, shown + 500_000 + 300);
    assertThat(time.micros())
        .as("stopped before the answer was read: it may have been true at the beginning")
        .isEqualTo(shown + 4_500_000);

    before = now;
    now += MILLI;
    time.showed(before, 9_000_000_000L);
    assertThat(time.micros()).as("another server").isBetween(9_000_000_000L, 9_000_001_000L);
    before = now;
    now += MILLI;
    time.showed(before, 1_000_000_000);
    assertThat(time.micros()).as("and back").isBetween(1_000_000_000L, 1_000_001_000L);
  }
}
