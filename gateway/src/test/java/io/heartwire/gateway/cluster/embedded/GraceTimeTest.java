package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graces go on with the engine, from hostile origins of its clock. */
class GraceTimeTest {
  private static final long LOOK_MS = TimeUnit.NANOSECONDS.toMillis(GraceTime.LOOK_NANOS);

  private AtomicLong nanos = new AtomicLong();
  private EngineTime engine = time();
  private GraceTime grace = new GraceTime(nanos::get, engine);
  private long before;

  private EngineTime time() {
    return new EngineTime(nanos::get, InstantSource.system(), 0);
  }

  private void from(long origin) {
    nanos = new AtomicLong(origin);
    engine = time();
    grace = new GraceTime(nanos::get, engine);
    before = grace.now();
  }

  private void pass(long ms) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(ms));
  }

  private void transaction(long afterMs) {
    pass(afterMs);
    grace.began();
    grace.committed();
  }

  private long passedMs() {
    return (grace.now() - before) / 1_000;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1_000_000_000L, 1L << 40})
  void goesAsTheEngineGoesWhileItGoesOn(long origin) {
    from(origin);
    for (int i = 0; i < 100; i++) {
      grace.plans(GraceTime.LOOK_NANOS);
      transaction(2 * LOOK_MS);
    }
    assertThat(passedMs()).isEqualTo(200 * LOOK_MS);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1_000_000_000L, 1L << 40})
  void leavesOutWhatTheEngineWasLateBy(long origin) {
    from(origin);
    grace.plans(GraceTime.LOOK_NANOS);
    transaction(30_000);
    assertThat(passedMs()).isEqualTo(LOOK_MS);
    grace.plans(0);
    transaction(60_000);
    assertThat(passedMs()).isEqualTo(2 * LOOK_MS);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1_000_000_000L, 1L << 40})
  void countsAStandstillOnceHoweverOftenTheDiskIsTried(long origin) {
    from(origin);
    grace.plans(GraceTime.LOOK_NANOS);
    for (int i = 0; i < 10; i++) {
      pass(2_000);
      grace.began();
      assertThat(passedMs()).isEqualTo(LOOK_MS);
    }
    grace.committed();
    assertThat(passedMs()).isEqualTo(LOOK_MS);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1_000_000_000L, 1L << 40})
  void doesNotStandStillWhileThereIsNothingToDo(long origin) {
    from(origin);
    grace.plans(TimeUnit.SECONDS.toNanos(5));
    transaction(5_000);
    grace.plans(Long.MAX_VALUE);
    transaction(3_600_000);
    assertThat(passedMs()).isEqualTo(3_605_000);
  }
}
