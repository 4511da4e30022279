package io.heartwire.gateway.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LooksTest {
  private final Looks looks = new Looks();

  private int looksWithin(long origin, int fromSecond, int toSecond, long leavingEachSecond) {
    int count = 0;
    for (int second = fromSecond; second < toSecond; second++) {
      long now = origin + TimeUnit.SECONDS.toNanos(second);
      count += looks.isDue(now, second * leavingEachSecond) ? 1 : 0;
    }
    return count;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE - 5_000_000_000L, Long.MIN_VALUE})
  void looksEachSecondAtFirstAndMoreAndMoreRarely(long origin) {
    looks.begin(origin);
    assertThat(looksWithin(origin, 1, 11, 0)).isEqualTo(10);
    assertThat(looksWithin(origin, 11, 60, 0)).isBetween(12, 24);
    assertThat(looksWithin(origin, 60, 300, 0)).isBetween(14, 20);
    assertThat(looksWithin(origin, 300, 3_600, 0)).isEqualTo(110);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5_000_000_000L})
  void looksEveryFiveSecondsWhileClientsLeave(long origin) {
    looks.begin(origin);
    assertThat(looksWithin(origin, 1, 11, 3)).isEqualTo(10);
    assertThat(looksWithin(origin, 60, 660, 3)).isEqualTo(120);
    assertThat(looksWithin(origin, 660, 720, 0)).isLessThan(5);
  }
}
