package io.heartwire.gateway.transport;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Texts that many clients send alike, such as the version of their software, each kept once. Thread
 * safe.
 *
 * <p>Bound: {@value #MAX} texts; of one more each client keeps its own.
 */
final class SharedTexts {
  private static final int MAX = 1_024;

  private final Map<String, String> texts = new ConcurrentHashMap<>();

  /** A text equal to {@code text}. */
  String shared(String text) {
    String known = texts.get(text);
    if (known != null) {
      return known;
    }
    if (texts.size() < MAX) {
      texts.put(text, text);
    }
    return text;
  }
}
