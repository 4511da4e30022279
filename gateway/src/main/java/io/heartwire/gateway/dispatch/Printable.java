package io.heartwire.gateway.dispatch;

/** Texts of peers, made fit for a log line. */
public final class Printable {
  private Printable() {}

  /** {@code text} with a {@code ?} for each control character, which could forge a line. */
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    StringBuilder fit = new StringBuilder(text);
    for (int i = 0; i < fit.length(); i++) {
      if (Character.isISOControl(fit.charAt(i))) {
        fit.setCharAt(i, '?');
      }
    }
    return fit.toString();
  }
}
