package io.heartwire.cli.demo;

import java.time.Duration;
import java.util.Locale;

/** How figures read. */
final class Words {
  private Words() {}

  /** {@code 6 s}, {@code 5.1 s}. */
  static String seconds(Duration time) {
    long ms = time.toMillis();
    return ms % 1_000 == 0 ? ms / 1_000 + " s" : String.format(Locale.ROOT, "%.1f s", ms / 1_000.0);
  }

  /** {@code 5.0 s}: measured. */
  static String measured(long ms) {
    return String.format(Locale.ROOT, "%.1f s", ms / 1_000.0);
  }

  /** {@code 1,000}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
