package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long now;
  private Outage outage = new Outage(() -> now);

  private void from(long origin) {
    now = origin;
    outage = new Outage(() -> now);
  }

  private void answeredAfter(long seconds) {
    now += seconds * SECOND;
    outage.answered();
  }

  private void assertWaits(long seconds) {
    now += seconds * SECOND - 1;
    assertThat(outage.gracesWait()).isTrue();
    now++;
    assertThat(outage.gracesWait()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE - 7, Long.MIN_VALUE, -30_000_000_000L})
  void makesGracesWaitForAsLongAsNothingAnswered(long origin) {
    from(origin);
    answeredAfter(2);
    assertThat(outage.gracesWait()).as("no gap").isFalse();
    answeredAfter(13);
    assertWaits(13);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE - 7, Long.MIN_VALUE, -30_000_000_000L})
  void makesThemWaitForAMinuteAtMost(long origin) {
    from(origin);
    answeredAfter(3_600);
    assertWaits(60);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE - 7, Long.MIN_VALUE, -30_000_000_000L})
  void doesNotForgetALongGapForAShortOne(long origin) {
    from(origin);
    answeredAfter(20);
    answeredAfter(3);
    assertWaits(17);
  }
}
