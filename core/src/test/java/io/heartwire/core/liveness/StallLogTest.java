package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StallLogTest {
  private final StallLog log = new StallLog();

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE - 150, 12_345})
  void sumsTheStallsWithinASilence(int origin) {
    log.add(origin + 100, 7);
    log.add(origin + 200, 40_000);
    log.add(origin + 300, 900);

    assertThat(log.excused(origin, origin + 300)).isEqualTo(40_907);
    assertThat(log.excused(origin + 99, origin + 300)).isEqualTo(40_907);
    assertThat(log.excused(origin + 100, origin + 300)).isEqualTo(40_900);
    assertThat(log.excused(origin + 199, origin + 299)).isEqualTo(40_000);
    assertThat(log.excused(origin + 300, origin + 300)).isZero();
    assertThat(log.excused(origin + 400, origin + 300)).isZero();
    assertThat(log.overload(origin, origin + 300)).isEqualTo(907);
    assertThat(log.overload(origin + 200, origin + 400)).isEqualTo(900);
    assertThat(log.excusedInAll()).isEqualTo(40_907);
  }

  @Test
  void aStallOfHalfAMinuteIsOverloadAndALongerOneASuspend() {
    log.add(10, 30_000);
    log.add(20, 30_001);

    assertThat(log.overload(0, 30)).isEqualTo(30_000);
    assertThat(log.overload(30, 0)).isZero();
    assertThat(log.excused(0, 30)).isEqualTo(60_001);
  }

  @Test
  void forgetsTheLatest() {
    log.forgetLatest();
    log.add(10, 5);
    log.add(20, 6);
    log.forgetLatest();
    assertThat(log.excused(0, 100)).isEqualTo(5);
    assertThat(log.overload(0, 100)).isEqualTo(5);
    log.add(30, 8);

    assertThat(log.excused(0, 100)).isEqualTo(13);
    assertThat(log.excused(20, 100)).isEqualTo(8);
  }

  @Test
  void keepsTheNewest() {
    for (int i = 0; i < 3_000; i++) {
      log.add(i, 1);
    }

    assertThat(log.excusedInAll()).isEqualTo(StallLog.SIZE);
    assertThat(log.excused(-1, 3_000)).isEqualTo(StallLog.SIZE);
    assertThat(log.overload(-1, 3_000)).isEqualTo(StallLog.SIZE);
    assertThat(log.excused(2_989, 3_000)).isEqualTo(10);
    assertThat(log.overload(2_989, 2_994)).isEqualTo(5);
  }

  @Test
  void forgetsWhatIsTooOldToCompare() {
    log.add(0, 3);
    log.add(5, 4);
    log.expire(1 << 30);
    assertThat(log.excusedInAll()).isEqualTo(7);
    log.expire((1 << 30) + 1);
    assertThat(log.excusedInAll()).isEqualTo(4);
    log.expire((1 << 30) + 6);
    assertThat(log.excusedInAll()).isZero();
    log.expire(0);
    log.add(1, 2);

    assertThat(log.excused(0, 5)).isEqualTo(2);
  }

  @Test
  void canBeEmptied() {
    for (int i = 0; i < 2_000; i++) {
      log.add(i, 1);
    }
    log.clear();

    assertThat(log.excusedInAll()).isZero();
    assertThat(log.excused(0, 5_000)).isZero();
    assertThat(log.overload(0, 5_000)).isZero();
  }
}
