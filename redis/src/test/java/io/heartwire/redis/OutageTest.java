package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutageTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  static LongStream origins() {
    return LongStream.of(0, -1, Long.MAX_VALUE - 7, Long.MIN_VALUE, -30_000_000_000L);
  }

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
    assertThat(outage.gracesWait(0)).isTrue();
    now++;
    assertThat(outage.gracesWait(0)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("origins")
  void makesGracesWaitForAsLongAsNothingAnswered(long origin) {
    from(origin);
    answeredAfter(2);
    assertThat(outage.gracesWait(0)).as("no gap").isFalse();
    answeredAfter(13);
    assertWaits(13);
  }

  @ParameterizedTest
  @MethodSource("origins")
  void makesThemWaitForAMinuteAtMost(long origin) {
    from(origin);
    answeredAfter(3_600);
    assertWaits(60);
  }

  @ParameterizedTest
  @MethodSource("origins")
  void doesNotForgetALongGapForAShortOne(long origin) {
    from(origin);
    answeredAfter(20);
    answeredAfter(3);
    assertWaits(17);
  }

  @ParameterizedTest
  @MethodSource("origins")
  void aPartitionThatDoesNotAnswerMakesThemWaitThoughOthersDo(long origin) {
    from(origin);
    outage.asked(3);
    answeredAfter(2);
    assertThat(outage.gracesWait(0)).as("not long yet").isFalse();
    answeredAfter(1);
    assertThat(outage.gracesWait(0)).isTrue();
    outage.asked(3);
    outage.asked(4);
    outage.answeredBy(4);
    answeredAfter(2);
    answeredAfter(2);
    outage.answeredBy(3);
    answeredAfter(1);
    answeredAfter(2);
    assertWaits(4);
  }

  @ParameterizedTest
  @MethodSource("origins")
  void whereItStaysAwayOthersWaitForAMinuteAndItsOwnUntilItIsBack(long origin) {
    from(origin);
    outage.asked(3);
    for (int i = 0; i < 60; i++) {
      answeredAfter(1);
    }
    assertThat(outage.gracesWait(0)).isTrue();
    answeredAfter(1);
    assertThat(outage.gracesWait(0)).isFalse();
    assertThat(outage.gracesWait(3)).isTrue();
    outage.answeredBy(3);
    assertWaits(60);
  }

  @ParameterizedTest
  @MethodSource("origins")
  void aPartitionThatIsNotAskedOwesNoAnswer(long origin) {
    from(origin);
    outage.asked(3);
    outage.answeredBy(3);
    answeredAfter(2);
    answeredAfter(2);
    outage.answeredBy(3);
    assertThat(outage.gracesWait(0)).isFalse();
  }
}
