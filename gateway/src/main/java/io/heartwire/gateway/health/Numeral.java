package io.heartwire.gateway.health;

/** Tells numbers from words in what clients send. */
final class Numeral {
  private static final int LONGEST = 32;

  private Numeral() {}

  /**
   * {@code text} as a {@code Double} if it is a decimal number such as {@code -3}, {@code 0.5} or
   * {@code 1e3}, else itself. Neither {@code NaN} nor {@code 0x10} is one.
   */
  static Object read(String text) {
    if (text.isEmpty() || text.length() > LONGEST || !isDecimal(text)) {
      return text;
    }
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? (Object) number : text;
    } catch (NumberFormatException e) {
      return text;
    }
  }

  /* Java would read 1f, 0x1p3, NaN and blanks around it as well. */
  private static boolean isDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789.eE+-".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }
}
