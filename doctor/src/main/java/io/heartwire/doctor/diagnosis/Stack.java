package io.heartwire.doctor.diagnosis;

import java.util.List;
import java.util.Optional;

/** Finds in the stack of a blocked thread whose code it is that holds it. */
final class Stack {
  /** Whose code is nobody's fault: it waits because somebody called it. */
  private static final List<String> LIBRARIES =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "io.netty.", "org.slf4j.", "ch.qos.");

  private static final List<String> OURS =
      List.of(
          "io.heartwire.core.",
          "io.heartwire.netty.",
          "io.heartwire.wire.",
          "io.heartwire.doctor.",
          "io.heartwire.gateway.");

  private Stack() {}

  /**
   * Where our code, or a library's, called somebody else's: the outermost frame of the innermost
   * stretch of it, as {@code class.method}; empty if there is none.
   */
  static Optional<String> stranger(List<String> frames) {
    Optional<String> found = Optional.empty();
    for (String frame : frames) {
      String name = name(frame);
      if (!name.isEmpty() && !isKnown(name)) {
        found = Optional.of(name);
      } else if (found.isPresent()) {
        return found;
      }
    }
    return found;
  }

  /** Whether {@code name} belongs to Heartwire or what it stands on. */
  static boolean isKnown(String name) {
    return startsWithAny(name, LIBRARIES) || startsWithAny(name, OURS) || name.equals("unknown");
  }

  private static boolean startsWithAny(String name, List<String> prefixes) {
    return prefixes.stream().anyMatch(name::startsWith);
  }

  /** {@code app//com.acme.Auth.check(Auth.java:7)}: without loader, module, file and line. */
  private static String name(String frame) {
    int end = frame.indexOf('(');
    String name = end < 0 ? frame : frame.substring(0, end);
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
