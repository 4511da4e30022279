package io.heartwire.doctor.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All in hostile clock origins: around zero, at the ends, across the wrap. */
class WatchdogTest {
  private static final long MS = 1_000_000;

  @ParameterizedTest
  @ValueSource(longs = {0, -20 * MS, Long.MIN_VALUE, Long.MAX_VALUE - 25 * MS})
  void tellsTheWorstLatenessOnce(long origin) {
    var watchdog = new Watchdog(origin);
    watchdog.woke(origin + 20 * MS);
    watchdog.woke(origin + 77 * MS);
    watchdog.woke(origin + 98 * MS);

    assertThat(watchdog.take(origin + 100 * MS).worstNanos()).isEqualTo(37 * MS);
    assertThat(watchdog.take(origin + 100 * MS).worstNanos()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -20 * MS, Long.MIN_VALUE, Long.MAX_VALUE - 25 * MS})
  void sumsUpTheLatenessThatMatters(long origin) {
    var watchdog = new Watchdog(origin);
    watchdog.woke(origin + 60 * MS);
    watchdog.woke(origin + 80 * MS);
    watchdog.woke(origin + 140 * MS);

    assertThat(watchdog.take(origin + 145 * MS).lostNanos()).isEqualTo((40 + 40) * MS);
    assertThat(watchdog.take(origin + 145 * MS).lostNanos()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -200 * MS, Long.MIN_VALUE, Long.MAX_VALUE - 300 * MS})
  void reportsAStallFromHalfASecondOn(long origin) {
    var watchdog = new Watchdog(origin);

    assertThat(watchdog.woke(origin + 519 * MS)).isEmpty();
    assertThat(watchdog.woke(origin + (519 + 520) * MS)).isEqualTo(Optional.of(500 * MS));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -200 * MS, Long.MIN_VALUE, Long.MAX_VALUE - 300 * MS})
  void countsAStallOnceAlthoughTheAskerWakesFirst(long origin) {
    var watchdog = new Watchdog(origin);
    long after = origin + 5_020 * MS;

    assertThat(watchdog.take(after).worstNanos()).isEqualTo(5_000 * MS);
    assertThat(watchdog.woke(after + MS)).isEqualTo(Optional.of(5_001 * MS));
    assertThat(watchdog.take(after + 2 * MS).worstNanos()).isEqualTo(MS);
  }
}
