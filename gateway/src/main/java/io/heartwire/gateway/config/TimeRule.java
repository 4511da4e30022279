package io.heartwire.gateway.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A time that may depend on others: {@code 150s}, {@code 3 * interval}, or as HDFS counts it,
 * {@code 2 * recheck + 10 * interval}. Two are equal if they always come to the same.
 *
 * @param rechecks how many times {@code liveness.recheck}
 * @param intervals how many times the interval of the group
 * @param fixed and so much on top
 */
public record TimeRule(BigDecimal rechecks, BigDecimal intervals, Duration fixed) {
  private static final Duration FAR_TOO_LONG = Duration.ofDays(100_000);

  public TimeRule {
    rechecks = rechecks.stripTrailingZeros();
    intervals = intervals.stripTrailingZeros();
  }

  /** One that depends on nothing. */
  static TimeRule of(Duration fixed) {
    return new TimeRule(BigDecimal.ZERO, BigDecimal.ZERO, fixed);
  }

  /** True if it depends on nothing. */
  public boolean isFixed() {
    return rechecks.signum() == 0 && intervals.signum() == 0;
  }

  /** What it comes to, in whole milliseconds; never more than 100,000 days. */
  public Duration at(Duration interval, Duration recheck) {
    if (isFixed()) {
      return fixed;
    }
    BigDecimal millis =
        rechecks
            .multiply(BigDecimal.valueOf(recheck.toMillis()))
            .add(intervals.multiply(BigDecimal.valueOf(interval.toMillis())))
            .add(BigDecimal.valueOf(fixed.toMillis()));
    return bounded(millis);
  }

  /** So many milliseconds, or a time that is too long for everything. */
  static Duration bounded(BigDecimal millis) {
    BigDecimal most = BigDecimal.valueOf(FAR_TOO_LONG.toMillis());
    return Duration.ofMillis(millis.min(most).setScale(0, RoundingMode.DOWN).longValue());
  }

  /** As it could be written in the file. */
  @Override
  public String toString() {
    if (isFixed()) {
      return Text.of(fixed);
    }
    List<String> terms = new ArrayList<>();
    addTerm(terms, rechecks, TimeRuleParser.RECHECK);
    addTerm(terms, intervals, TimeRuleParser.INTERVAL);
    if (!fixed.isZero()) {
      terms.add(Text.of(fixed));
    }
    return String.join(" + ", terms);
  }

  private static void addTerm(List<String> terms, BigDecimal factor, String name) {
    if (factor.signum() > 0) {
      terms.add(
          factor.compareTo(BigDecimal.ONE) == 0 ? name : factor.toPlainString() + " * " + name);
    }
  }
}
