package io.heartwire.redis;

import java.util.List;

/** What a script has replied: texts and numbers, counted from 0. */
record Reply(List<Object> parts) {
  int size() {
    return parts.size();
  }

  String text(int at) {
    return String.valueOf(parts.get(at));
  }

  /** What the script has put into a list of its own. */
  Reply list(int at) {
    return new Reply(List.copyOf((List<?>) parts.get(at)));
  }

  /** Also of what Redis writes as a text, because it is larger than its numbers may be. */
  long number(int at) {
    return parts.get(at) instanceof Long number ? number : Long.parseLong(text(at));
  }
}
