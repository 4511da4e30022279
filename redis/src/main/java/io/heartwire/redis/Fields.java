package io.heartwire.redis;

import java.util.Map;
import java.util.Optional;

/** The fields of a hash or of an entry of a stream. */
record Fields(Map<String, String> values) {
  boolean has(String name) {
    return values.containsKey(name);
  }

  /** One that every such thing has. */
  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException(
          "what Redis holds lacks the field "
              + name
              + " (it has "
              + values.keySet()
              + "): somebody else writes below redis.prefix, choose another one");
    }
    return value;
  }

  long number(String name) {
    return Long.parseLong(text(name));
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Empty too if it is there, and empty. */
  Optional<String> findText(String name) {
    return find(name).filter(value -> !value.isEmpty());
  }
}
