package io.heartwire.gateway.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@link TimeRule}: a sum of products of numbers and one time each. One pass, no recursion:
 *
 * <pre>
 * sum     := product ("+" product)*
 * product := factor ("*" factor)*       exactly one of the factors is a time
 * factor  := number | time | "interval" | "recheck"
 * </pre>
 */
final class TimeRuleParser {
  static final String INTERVAL = "interval";
  static final String RECHECK = "recheck";

  private static final int MAX_LENGTH = 200;
  private static final Pattern SPACE = Pattern.compile("\\s*");
  private static final Pattern TIME = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)(?![a-z])");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,6})?(?![\\d.a-z])");
  private static final Pattern NAME = Pattern.compile("interval(?![a-z])|recheck(?![a-z])");

  private final String key;
  private final String written;
  private final Matcher text;
  private int at;

  private BigDecimal rechecks = BigDecimal.ZERO;
  private BigDecimal intervals = BigDecimal.ZERO;
  private Duration fixed = Duration.ZERO;

  /* The product that is being read. */
  private BigDecimal factor = BigDecimal.ONE;
  private String time = "";

  private TimeRuleParser(String key, String written) {
    this.key = key;
    this.written = written;
    this.text = SPACE.matcher(written.toLowerCase(Locale.ROOT));
  }

  /**
   * Reads {@code written}, the value of {@code key}.
   *
   * @throws ConfigException with the column, counted from 1, of what cannot be read
   */
  static TimeRule parse(String key, String written) {
    if (written.length() > MAX_LENGTH) {
      throw new ConfigException(
          key
              + " has "
              + written.length()
              + " characters, limit "
              + MAX_LENGTH
              + ": write a shorter sum");
    }
    return new TimeRuleParser(key, written).sum();
  }

  private TimeRule sum() {
    do {
      product();
    } while (next('+'));
    if (at < written.length()) {
      throw problem("expected is + or *");
    }
    return new TimeRule(rechecks, intervals, fixed);
  }

  private void product() {
    skipSpace();
    int start = at;
    factor = BigDecimal.ONE;
    time = "";
    Duration ownTime = Duration.ZERO;
    do {
      Duration read = factor();
      ownTime = read.isZero() ? ownTime : read;
    } while (next('*'));
    switch (time) {
      case INTERVAL -> intervals = intervals.add(factor);
      case RECHECK -> rechecks = rechecks.add(factor);
      case "" -> {
        if (at < written.length() && written.charAt(at) != '+') {
          throw problem("expected is + or *");
        }
        at = start;
        throw problem("a number alone is no time, give it a unit");
      }
      default -> fixed = fixed.plus(times(ownTime, factor));
    }
  }

  /** Reads one factor; answers the time if it is one of its own, else zero. */
  private Duration factor() {
    skipSpace();
    int start = at;
    if (matches(TIME)) {
      isTime(start, "fixed");
      return (Duration) ValueParser.parse(key, text.group(), Duration.class);
    }
    if (matches(NAME)) {
      isTime(start, text.group());
      return Duration.ZERO;
    }
    if (!matches(NUMBER)) {
      throw problem("expected is a time such as 30s, a number, interval or recheck");
    }
    factor = factor.multiply(new BigDecimal(text.group()));
    return Duration.ZERO;
  }

  private void isTime(int start, String name) {
    if (!time.isEmpty()) {
      at = start;
      throw problem("a product has one time, not two");
    }
    time = name;
  }

  private static Duration times(Duration time, BigDecimal factor) {
    // By seconds: what can be written is more milliseconds than a long holds.
    BigDecimal seconds =
        BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
    return TimeRule.bounded(factor.multiply(seconds).movePointRight(3));
  }

  private boolean matches(Pattern pattern) {
    if (!text.usePattern(pattern).region(at, written.length()).lookingAt()) {
      return false;
    }
    at = text.end();
    return true;
  }

  private void skipSpace() {
    if (!matches(SPACE)) {
      throw new IllegalStateException("no space is space, too");
    }
  }

  private boolean next(char sign) {
    skipSpace();
    if (at < written.length() && written.charAt(at) == sign) {
      at++;
      return true;
    }
    return false;
  }

  private ConfigException problem(String what) {
    String rest = written.substring(at);
    return new ConfigException(
        key
            + " ("
            + written
            + ") cannot be read at column "
            + (at + 1)
            + (rest.isEmpty() ? ", where it ends" : " ('" + rest + "')")
            + ": "
            + what
            + "; a sum such as 2 * recheck + 10 * interval may be written");
  }
}
