package io.heartwire.core.liveness;

import io.heartwire.core.liveness.MassBreaker.Decision;
import io.heartwire.core.liveness.MassBreaker.Settings;
import java.util.ArrayList;
import java.util.List;

/** A breaker with a clock that tests move, and what it told. */
abstract class BreakerFixture {
  static final long SECOND = 1_000_000_000L;

  MassBreaker breaker = new MassBreaker(Settings.DEFAULT);
  final List<BreakerEvent> events = new ArrayList<>();
  long now = Long.MAX_VALUE - 30 * SECOND;

  Cohort join(int members, String... groups) {
    Cohort cohort = breaker.joined(List.of(groups));
    for (int i = 1; i < members; i++) {
      breaker.joined(List.of(groups));
    }
    return cohort;
  }

  void suspect(Cohort cohort, int count) {
    for (int i = 0; i < count; i++) {
      breaker.suspected(cohort);
    }
  }

  void clear(Cohort cohort, int count) {
    for (int i = 0; i < count; i++) {
      breaker.cleared(cohort);
    }
  }

  /** Time passes with ten ticks a second. */
  void pass(long tenths) {
    for (long i = 0; i < tenths; i++) {
      now += SECOND / 10;
      events.addAll(breaker.tick(now));
    }
  }

  Decision decide(Cohort cohort) {
    return breaker.decide(cohort, now);
  }
}
