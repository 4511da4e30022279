package io.heartwire.gateway.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which environment variable stands for which key: {@code HEARTWIRE_LIVENESS_IDLE_TIMEOUT}. */
final class EnvironmentNames {
  private static final String PREFIX = "HEARTWIRE_";

  /** Read by the launcher and by commands, not settings. */
  private static final Set<String> RESERVED =
      Set.of(
          PREFIX + "CONFIG",
          PREFIX + "HOME",
          PREFIX + "JAVA_OPTIONS",
          PREFIX + "ADMIN",
          PREFIX + "ADMIN_CA",
          PREFIX + "ADMIN_TOKEN",
          PREFIX + "TOKEN");

  // Kubernetes sets such variables for a service named heartwire or heartwire-something.
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_SERVICE_(HOST|PORT(_.*)?)|.*_PORT(_\\d+_(TCP|UDP)(_.*)?)");

  private final List<Catalogue.Entry> keys;

  EnvironmentNames(List<Catalogue.Entry> keys) {
    this.keys = keys;
  }

  /** The variable of a key. */
  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9*]", "_");
  }

  /** The variables that are meant for us, in order. */
  List<String> ours(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(variable -> variable.getKey().startsWith(PREFIX))
        .filter(variable -> !RESERVED.contains(variable.getKey()))
        .filter(variable -> !SERVICE_LINK.matcher(variable.getKey()).matches())
        .filter(variable -> !variable.getValue().startsWith("tcp://"))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** The key without a name of the user's choice that {@code variable} stands for. */
  Optional<String> fixedKey(String variable) {
    return keys.stream()
        .map(Catalogue.Entry::path)
        .filter(path -> !path.contains("*") && variable(path).equals(variable))
        .findFirst();
  }

  /**
   * The key that {@code variable} stands for: one below a name that another source has written, as
   * capitals do not tell {@code my-vans} from {@code my.vans}; else the name is read in lower case.
   *
   * @param written the keys that other sources have
   * @throws ConfigException if the variable fits more than one such key
   */
  Optional<String> key(String variable, Set<String> written) {
    Optional<String> fixed = fixedKey(variable);
    if (fixed.isPresent()) {
      return fixed;
    }
    Set<String> meant = new TreeSet<>();
    for (Catalogue.Entry entry : keys) {
      names(entry.path(), written).stream()
          .map(name -> entry.path().replace("*", name))
          .filter(key -> variable(key).equals(variable))
          .forEach(meant::add);
    }
    if (meant.size() > 1) {
      throw new ConfigException(
          "environment: "
              + variable
              + " could stand for "
              + String.join(" or ", meant)
              + ": unset it, and set the one you mean in the file or with --set");
    }
    return meant.stream().findFirst().or(() -> newKey(variable));
  }

  /** The names that {@code written} has in the place of the star of {@code pattern}. */
  private Set<String> names(String pattern, Set<String> written) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return Set.of();
    }
    String before = pattern.substring(0, star);
    Set<String> names = new TreeSet<>();
    for (Catalogue.Entry sibling : keys) {
      if (sibling.path().startsWith(before + "*")) {
        int behind = sibling.path().length() - star - 1;
        written.stream()
            .filter(key -> Catalogue.matches(sibling.path(), key))
            .forEach(key -> names.add(key.substring(star, key.length() - behind)));
      }
    }
    return names;
  }

  private Optional<String> newKey(String variable) {
    return keys.stream()
        .sorted(Comparator.comparingInt(entry -> -entry.path().length()))
        .flatMap(entry -> named(entry.path(), variable).stream())
        .findFirst();
  }

  /** The key of a pattern with a star, for the name that the variable has in its place. */
  private static Optional<String> named(String pattern, String variable) {
    Matcher matcher =
        Pattern.compile(variable(pattern).replace("*", "([A-Z0-9_]+)")).matcher(variable);
    return pattern.contains("*") && matcher.matches()
        ? Optional.of(pattern.replace("*", matcher.group(1).toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  /** What is wrong with a variable that stands for no key. */
  String sentence(String variable) {
    String nearest =
        keys.stream()
            .map(entry -> variable(entry.path()))
            .min(Comparator.comparingInt(name -> UnknownKeys.distance(name, variable)))
            .orElse(PREFIX);
    return "environment: "
        + variable
        + " stands for no key; did you mean "
        + nearest
        + "? Rename or unset it";
  }
}
