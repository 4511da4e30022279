package io.heartwire.wire;

/**
 * Texts of peers, made fit for a line of a log or a terminal.
 *
 * <p>Unfit is what can forge a line, command a terminal or show something else than it says:
 * control characters, line and paragraph separators, and format characters, with which texts run
 * backwards (U+202E) or hide.
 */
public final class Printable {
  private Printable() {}

  /** {@code text} with a {@code ?} for each character that is unfit. */
  public static String of(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (isUnfit(text.codePointAt(i))) {
        return replaced(text);
      }
    }
    return text;
  }

  /** Whether a code point is one of those that {@link #of} replaces. */
  public static boolean isUnfit(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static String replaced(String text) {
    var fit = new StringBuilder(text.length());
    text.codePoints().forEach(point -> fit.appendCodePoint(isUnfit(point) ? '?' : point));
    return fit.toString();
  }
}
