package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictPortionTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Origins of a clock that wraps. */
  private static final long[] ORIGINS = {0, -1, Long.MAX_VALUE - MS, Long.MIN_VALUE, 1L << 40};

  @ParameterizedTest
  @CsvSource({"0,5", "4,5", "6,6", "30,30", "50,50", "51,50", "60000,50"})
  void isWhatEverythingElseTookWithinBounds(long othersMs, long portionMs) {
    for (long origin : ORIGINS) {
      VerdictPortion portion = new VerdictPortion(origin);
      portion.begin(origin + othersMs * MS);
      portion.took(portionMs * MS - 1);
      assertThat(portion.isSpent()).as("from %d", origin).isFalse();
      portion.took(1);
      assertThat(portion.isSpent()).as("from %d", origin).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 20, 49})
  void leavesHalfOfABusyLoopToItsIo(long ioMs) {
    VerdictPortion portion = new VerdictPortion(0);
    long now = 0;
    long verdictsMs = 0;
    for (int sweep = 0; sweep < 100; sweep++) {
      now += ioMs * MS;
      portion.begin(now);
      while (!portion.isSpent()) {
        portion.took(MS);
        now += MS;
        verdictsMs++;
      }
      assertThat(portion.takenNanos()).isEqualTo(ioMs * MS);
      portion.end(now);
    }
    assertThat(verdictsMs).isEqualTo(100 * ioMs);
  }
}
