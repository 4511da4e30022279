package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.IdleWatch.Kind;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("ConstantOverflow") // instants wrap on purpose
class IdleWatchTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long JUST_BEFORE_WRAP = Long.MAX_VALUE - SECOND / 2;

  /** So long after {@link #JUST_BEFORE_WRAP}: the sum is meant to overflow. */
  private static long afterWrap(long nanos) {
    return JUST_BEFORE_WRAP + nanos;
  }

  @ParameterizedTest
  @EnumSource
  void isDueWhenThePeriodIsOverAndNotBefore(Kind kind) { // trap 21
    for (long origin : new long[] {0, -1, JUST_BEFORE_WRAP, Long.MIN_VALUE, -SECOND}) {
      IdleWatch watch = watching(kind);
      watch.start(origin);

      assertThat(watch.nextCheckNanos()).isEqualTo(origin + SECOND);
      assertThat(watch.due(kind, origin + SECOND - 1)).isFalse();
      assertThat(watch.due(kind, origin + SECOND)).isTrue();
    }
  }

  @Test
  void aReadPutsOffTheReaderAndBothButNotTheWriter() {
    IdleWatch watch = new IdleWatch(SECOND, SECOND, SECOND);
    watch.start(JUST_BEFORE_WRAP);
    long now = afterWrap(SECOND);
    watch.heard(now - 1);

    assertThat(watch.due(Kind.READER, now)).isFalse();
    assertThat(watch.due(Kind.WRITER, now)).isTrue();
    assertThat(watch.due(Kind.ALL, now)).isFalse();
    watch.fired(Kind.WRITER, now);
    assertThat(watch.nextCheckNanos()).isEqualTo(now + SECOND - 1);
    assertThat(watch.due(Kind.READER, now + SECOND - 1)).isTrue();
    assertThat(watch.due(Kind.ALL, now + SECOND - 1)).isTrue();
  }

  @Test
  void aWritePutsOffTheWriterAndBothButNotTheReader() {
    IdleWatch watch = new IdleWatch(SECOND, SECOND, SECOND);
    watch.start(JUST_BEFORE_WRAP);
    long now = afterWrap(SECOND);
    watch.wrote(now - 1);

    assertThat(watch.wroteAtNanos()).isEqualTo(now - 1);
    assertThat(watch.due(Kind.READER, now)).isTrue();
    assertThat(watch.due(Kind.WRITER, now)).isFalse();
    assertThat(watch.due(Kind.ALL, now)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void tellsTheFirstIdlenessSinceSomethingHappenedFromTheLaterOnes(Kind kind) {
    IdleWatch watch = watching(kind);
    watch.start(0);

    assertThat(watch.fired(kind, SECOND)).isTrue();
    assertThat(watch.fired(kind, 2 * SECOND)).isFalse();
    assertThat(watch.due(kind, 3 * SECOND - 1)).isFalse();
    assertThat(watch.due(kind, 3 * SECOND)).isTrue();
    if (kind == Kind.WRITER) {
      watch.wrote(3 * SECOND);
    } else {
      watch.heard(3 * SECOND);
    }
    assertThat(watch.fired(kind, 4 * SECOND)).isTrue();
    assertThat(watch.fired(kind, 5 * SECOND)).isFalse();
    watch.wrote(5 * SECOND);
    assertThat(watch.fired(kind, 6 * SECOND)).isEqualTo(kind != Kind.READER);
  }

  @ParameterizedTest
  @EnumSource
  void aResetPutsOffButIsNoActivity(Kind kind) {
    IdleWatch watch = watching(kind);
    watch.start(0);
    watch.fired(kind, SECOND);

    if (kind == Kind.WRITER) {
      watch.resetWrite(2 * SECOND);
    } else {
      watch.resetRead(2 * SECOND);
    }

    assertThat(watch.due(kind, 3 * SECOND - 1)).isFalse();
    assertThat(watch.due(kind, 3 * SECOND)).isTrue();
    assertThat(watch.fired(kind, 3 * SECOND)).isFalse();
  }

  @Test
  void watchesOnlyWhatHasAPeriod() {
    IdleWatch watch = new IdleWatch(0, SECOND, -5);
    watch.start(JUST_BEFORE_WRAP);

    assertThat(watch.watches(Kind.READER)).isFalse();
    assertThat(watch.watches(Kind.WRITER)).isTrue();
    assertThat(watch.watches(Kind.ALL)).isFalse();
    assertThat(watch.watchesAnything()).isTrue();
    assertThat(watch.periodNanos(Kind.WRITER)).isEqualTo(SECOND);
    assertThat(watch.periodNanos(Kind.ALL)).isEqualTo(-5);
    assertThat(watch.due(Kind.READER, afterWrap(100 * SECOND))).isFalse();
    assertThat(watch.due(Kind.ALL, afterWrap(100 * SECOND))).isFalse();
    assertThat(watch.nextCheckNanos()).isEqualTo(afterWrap(SECOND));
    assertThat(new IdleWatch(0, 0, 0).watchesAnything()).isFalse();
    assertThat(new IdleWatch(1, 0, 0).watchesAnything()).isTrue();
    assertThat(new IdleWatch(0, 0, 1).watchesAnything()).isTrue();
  }

  @Test
  void looksNextAtTheEarliest() {
    IdleWatch watch = new IdleWatch(3 * SECOND, 2 * SECOND, 5 * SECOND);
    watch.start(JUST_BEFORE_WRAP);

    assertThat(watch.nextCheckNanos()).isEqualTo(afterWrap(2 * SECOND));
    watch.fired(Kind.WRITER, afterWrap(2 * SECOND));
    assertThat(watch.nextCheckNanos()).isEqualTo(afterWrap(3 * SECOND));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, JUST_BEFORE_WRAP, Long.MIN_VALUE})
  void excusesPeriodByPeriodForAMinuteAtMost(long origin) { // trap 8
    long period = 25 * SECOND;
    IdleWatch watch = new IdleWatch(period, 0, 0);
    watch.start(origin);

    assertThat(watch.postponed(Kind.READER, origin + period)).isTrue();
    assertThat(watch.nextCheckNanos()).isEqualTo(origin + 2 * period);
    assertThat(watch.postponed(Kind.READER, origin + 2 * period)).isTrue();
    assertThat(watch.postponed(Kind.READER, origin + 3 * period)).isTrue();
    assertThat(watch.nextCheckNanos()).isEqualTo(origin + period + IdleWatch.MAX_EXCUSE_NANOS);
    assertThat(watch.postponed(Kind.READER, watch.nextCheckNanos())).isFalse();
    assertThat(watch.due(Kind.READER, watch.nextCheckNanos())).isTrue();

    watch.heard(watch.nextCheckNanos());
    assertThat(watch.postponed(Kind.READER, watch.nextCheckNanos())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, JUST_BEFORE_WRAP, Long.MIN_VALUE})
  void takesPeriodsThatNeverEnd(long origin) {
    IdleWatch watch = new IdleWatch(Long.MAX_VALUE, SECOND, Long.MAX_VALUE);
    watch.start(origin);

    assertThat(watch.due(Kind.READER, origin + 1_000 * SECOND)).isFalse();
    assertThat(watch.nextCheckNanos()).isEqualTo(origin + SECOND);
    assertThat(watch.periodNanos(Kind.READER)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void neverCallsIdleWhoSpokeWithinThePeriodWhateverTheClock() {
    long seed = 20_260_001;
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 200; run++) {
      long now = random.nextBoolean() ? random.nextLong() : JUST_BEFORE_WRAP;
      IdleWatch watch = new IdleWatch(SECOND, 0, 0);
      watch.start(now);
      long lastRead = now;
      int fired = 0;
      for (int step = 0; step < 200; step++) {
        now += random.nextLong(SECOND);
        if (random.nextInt(3) == 0) {
          watch.heard(now);
          lastRead = now;
        }
        boolean late = now - watch.nextCheckNanos() >= 0;
        if (watch.due(Kind.READER, now)) {
          assertThat(late).as("seed %d", seed).isTrue();
          assertThat(now - lastRead).as("seed %d", seed).isGreaterThanOrEqualTo(SECOND);
          watch.fired(Kind.READER, now);
          fired++;
        }
        assertThat(watch.nextCheckNanos() - now).as("seed %d", seed).isPositive();
      }
      assertThat(fired).as("seed %d: silences are found", seed).isPositive();
    }
  }

  private static IdleWatch watching(Kind kind) {
    return new IdleWatch(
        kind == Kind.READER ? SECOND : 0,
        kind == Kind.WRITER ? SECOND : 0,
        kind == Kind.ALL ? SECOND : 0);
  }
}
