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
    assertThat(looksWithin(origin, 1, 16, 0)).isEqualTo(15);
    assertThat(looksWithin(origin, 16, 60, 0)).isBetween(10, 20);
    assertThat(looksWithin(origin, 60, 300, 0)).isBetween(14, 20);
    assertThat(looksWithin(origin, 300, 3_600, 0)).isEqualTo(110);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5_000_000_000L})
  void looksEachSecondWhileClientsLeave(long origin) {
    looks.begin(origin);
    assertThat(looksWithin(origin, 1, 600, 3)).isEqualTo(599);
    assertThat(looksWithin(origin, 600, 660, 0)).isLessThan(5);
  }
}
