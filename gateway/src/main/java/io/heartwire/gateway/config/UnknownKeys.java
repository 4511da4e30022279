package io.heartwire.gateway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds keys that nobody reads, and what was probably meant. */
final class UnknownKeys {
  private UnknownKeys() {}

  /** Throws one sentence for each of {@code settings} that the tree below {@code type} lacks. */
  static void check(Class<? extends Record> type, Map<String, String> settings) {
    List<Catalogue.Entry> known = Catalogue.of(type);
    var problems = new ArrayList<String>();
    for (var setting : new TreeMap<>(settings).entrySet()) {
      if (!Catalogue.knows(known, setting.getKey())) {
        problems.add(sentence(known, setting.getKey(), setting.getValue()));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  static String sentence(List<Catalogue.Entry> known, String key, String value) {
    Optional<String> child =
        known.stream()
            .map(Catalogue.Entry::path)
            .filter(path -> path.startsWith(key + "."))
            .findFirst();
    if (child.isPresent()) {
      return key
          + " ("
          + value
          + ") is a section, not a value: put keys such as "
          + child.get()
          + " below it";
    }
    String nearest = nearest(known, key);
    return strangeness(nearest, key) <= Math.max(2, key.length() / 3)
        ? key + " is not a key; did you mean " + nearest + "? Rename or remove it"
        : key + " is not a key: remove it; docs/configuration.md lists all of them";
  }

  private static String nearest(List<Catalogue.Entry> known, String key) {
    return known.stream()
        .map(entry -> fill(entry.path(), key))
        .min(Comparator.comparingInt(candidate -> strangeness(candidate, key)))
        .orElse("");
  }

  /** How far two keys are apart; the right last word in the wrong place is near. */
  private static int strangeness(String candidate, String key) {
    return Math.min(distance(candidate, key), 1 + distance(lastWord(candidate), lastWord(key)));
  }

  private static String lastWord(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /** The pattern with the user's own names in place of its stars. */
  private static String fill(String pattern, String key) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return pattern;
    }
    int end = key.startsWith(pattern.substring(0, star)) ? key.lastIndexOf('.') : -1;
    return pattern.replace("*", end > star ? key.substring(star, end) : "<name>");
  }

  /** Edit distance (Levenshtein). */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
