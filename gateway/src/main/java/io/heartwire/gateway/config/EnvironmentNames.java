package io.heartwire.gateway.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which environment variable stands for which key: {@code HEARTWIRE_LIVENESS_IDLE_TIMEOUT}. */
final class EnvironmentNames {
  private static final String PREFIX = "HEARTWIRE_";

  /** Read by the launcher, not settings. */
  private static final Set<String> RESERVED =
      Set.of(PREFIX + "CONFIG", PREFIX + "HOME", PREFIX + "JAVA_OPTS", PREFIX + "ADMIN");

  // Kubernetes sets such variables for a service named heartwire or heartwire-something.
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_SERVICE_(HOST|PORT(_.*)?)|.*_PORT(_\\d+_(TCP|UDP)(_.*)?)");

  private final List<Catalogue.Entry> keys;

  EnvironmentNames(List<Catalogue.Entry> keys) {
    this.keys = keys;
  }

  /** The variable of a key. */
  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
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

  /** The key that {@code variable} stands for; a name within it is read in lower case. */
  Optional<String> key(String variable) {
    for (Catalogue.Entry entry : keys) {
      if (variable(entry.path()).equals(variable)) {
        return Optional.of(entry.path());
      }
    }
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
