package io.heartwire.doctor.diagnosis;

import java.util.Locale;

/** How figures are said. */
final class Say {
  private Say() {}

  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** {@code 350 ms}, {@code 1.4s}, {@code 161s}. */
  static String ms(double ms) {
    if (ms < 1_000) {
      return text("%.0f ms", ms);
    }
    return ms < 10_000 ? text("%.1fs", ms / 1e3) : text("%.0fs", ms / 1e3);
  }

  static String ms(long ms) {
    return ms((double) ms);
  }

  static String percent(double share) {
    return text("%.0f %%", share * 100);
  }

  /** {@code 298 of 312 clients}. */
  static String of(long part, long all) {
    return text("%,d of %,d", part, all);
  }
}
