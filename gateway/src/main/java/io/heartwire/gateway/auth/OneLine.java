package io.heartwire.gateway.auth;

import org.jspecify.annotations.Nullable;

/** What others say, fit for a log: one line, with an end. */
final class OneLine {
  private static final int MOST_LETTERS = 200;

  private OneLine() {}

  static String of(@Nullable String said) {
    String line = String.valueOf(said).replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MOST_LETTERS ? line : line.substring(0, MOST_LETTERS) + "…";
  }
}
