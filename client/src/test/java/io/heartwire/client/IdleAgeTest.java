package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.client.IdleAge.AtEnd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How idle a connection was, from hostile clock origins; times in seconds. */
class IdleAgeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long WALL = 1_700_000_000_000L;

  private IdleAge age = new IdleAge();
  private long origin;

  private void from(long origin) {
    this.origin = origin;
    age = new IdleAge();
    age.start(origin, WALL);
  }

  private void writes(long at, long stalledMs) {
    long now = origin + at * SECOND;
    if (age.wasIdle(now)) {
      age.wroteAfterIdleness(now, WALL + at * 1_000, stalledMs);
    } else {
      age.wrote(now);
    }
  }

  private long hears(long at) {
    return age.heard(origin + at * SECOND);
  }

  private AtEnd ends(long at, boolean silent) {
    return age.ended(origin + at * SECOND, WALL + at * 1_000, 0, silent);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE - 600 * SECOND, -5 * SECOND, 0, 1})
  void isCountedFromTheLastByteInEitherDirection(long origin) {
    from(origin);
    assertThat(ends(5, false)).isEqualTo(new AtEnd(5_000, false));
    assertThat(hears(7)).isZero();
    assertThat(ends(10, false)).isEqualTo(new AtEnd(3_000, false));
    writes(20, 0);
    assertThat(hears(20)).as("answered after").isEqualTo(13_000);
    writes(30, 0);
    assertThat(hears(30)).as("less than before").isZero();
    assertThat(ends(31, false)).isEqualTo(new AtEnd(1_000, false));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE - 600 * SECOND, -5 * SECOND, 0, 1})
  void isThatBeforeTheFirstUnansweredPingWhereNobodySeesTheCut(long origin) {
    from(origin);
    writes(40, 0);
    writes(43, 0);
    writes(46, 0);
    assertThat(ends(49, true)).isEqualTo(new AtEnd(40_000, true));
    assertThat(ends(49, false)).as("reset by what we wrote").isEqualTo(new AtEnd(40_000, true));
    assertThat(ends(90, false)).as("cut while idle again").isEqualTo(new AtEnd(44_000, false));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE - 600 * SECOND, -5 * SECOND, 0, 1})
  void isUnknownToWhoeverDidNotRun(long origin) {
    from(origin);
    writes(40, 1_001);
    assertThat(hears(41)).as("nothing was lived through that is known").isZero();
    assertThat(age.ended(origin + 50 * SECOND, WALL + 50_000, 1_001, false)).isEqualTo(AtEnd.OTHER);
    writes(60, 1_000);
    assertThat(age.ended(origin + 70 * SECOND, WALL + 70_000, 10_000, true))
        .as("a stall after the question")
        .isEqualTo(new AtEnd(19_000, true));
    assertThat(age.ended(origin + 70 * SECOND, WALL + 70_000, 10_001, true)).isEqualTo(AtEnd.OTHER);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void isUnknownIfTheTimeOfDayJumpedMeanwhile(long sign) {
    from(0);
    long jump = sign * 10_001;
    assertThat(age.ended(5 * SECOND, WALL + 5_000 + jump, 0, false)).isEqualTo(AtEnd.OTHER);
    assertThat(age.ended(6 * SECOND, WALL + 6_000 + jump, 0, false))
        .as("only once")
        .isEqualTo(new AtEnd(6_000, false));
    from(0);
    age.wroteAfterIdleness(5 * SECOND, WALL + 5_000 + jump, 0);
    assertThat(age.ended(15 * SECOND, WALL + 15_000 + jump, 0, true)).isEqualTo(new AtEnd(0, true));
  }
}
