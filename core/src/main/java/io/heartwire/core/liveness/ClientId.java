package io.heartwire.core.liveness;

/**
 * The name of one device, tab or process: 1 to 128 characters of {@code A-Z a-z 0-9 . _ : @ / + = ~
 * -}.
 *
 * @param value the name as the client sent it
 */
public record ClientId(String value) {
  /** The longest name allowed, in characters. */
  public static final int MAX_LENGTH = 128;

  public ClientId {
    String problem = problemWith(value);
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(problem);
    }
  }

  /**
   * What is wrong with {@code value} as a client id, in words for its sender; empty if nothing is.
   */
  public static String problemWith(String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      return "client id has "
          + value.length()
          + " characters, allowed are 1 to "
          + MAX_LENGTH
          + (value.isEmpty() ? ": choose one" : ": shorten it");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "._:@/+=~-".indexOf(c) >= 0;
      if (!allowed) {
        return String.format(
            "client id has the character U+%04X at position %d, allowed are A-Z a-z 0-9 . _ : @ / + = ~ -: remove it",
            (int) c, i);
      }
    }
    return "";
  }

  @Override
  public String toString() {
    return value;
  }
}
