package io.heartwire.gateway.config;

import java.util.Locale;

/**
 * How many logins a second may begin.
 *
 * @param kind a number, none, or found out
 * @param perSecond the number; 0 unless it is {@link Kind#FIXED}
 */
public record LoginRate(Kind kind, int perSecond) {
  /** The most that can be set. */
  public static final int MAX = 1_000_000;

  /** As many as come. */
  public static final LoginRate OFF = new LoginRate(Kind.OFF, 0);

  /** As many as are answered in time. */
  public static final LoginRate ADAPTIVE = new LoginRate(Kind.ADAPTIVE, 0);

  /** Where the rate comes from. */
  public enum Kind {
    /** Nothing limits it. */
    OFF,
    /** It follows the latency of logins. */
    ADAPTIVE,
    /** Somebody set it. */
    FIXED
  }

  public LoginRate {
    boolean fits = kind == Kind.FIXED ? perSecond >= 1 && perSecond <= MAX : perSecond == 0;
    if (!fits) {
      throw new IllegalArgumentException(
          "a login rate (" + perSecond + ") must be 1 to " + MAX + " a second: change it");
    }
  }

  /** So many a second, 1 to {@value #MAX}. */
  public static LoginRate of(int perSecond) {
    return new LoginRate(Kind.FIXED, perSecond);
  }

  /**
   * Reads {@code adaptive}, {@code off} or a whole number.
   *
   * @throws IllegalArgumentException if it is none of these; the message has the value, the limits
   *     and the remedy
   */
  public static LoginRate parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    // YAML reads a bare off as false.
    if (word.equals("off") || word.equals("false")) {
      return OFF;
    }
    if (word.equals("adaptive")) {
      return ADAPTIVE;
    }
    if (!word.matches("\\d{1,7}") || Integer.parseInt(word) < 1 || Integer.parseInt(word) > MAX) {
      throw new IllegalArgumentException(
          "a login rate ("
              + text
              + ") must be 1 to "
              + MAX
              + " a second, adaptive or off: use one of them");
    }
    return of(Integer.parseInt(word));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return kind == Kind.FIXED ? Integer.toString(perSecond) : kind.name().toLowerCase(Locale.ROOT);
  }
}
