package io.heartwire.gateway.config;

import java.util.List;

/**
 * The configuration cannot be used. Each problem is one sentence that names the key, the value,
 * what is allowed and what to do; the message is all of them, one a line.
 */
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  public ConfigException(String problem) {
    this(List.of(problem));
  }

  /** One sentence each, at least one. */
  public List<String> problems() {
    return problems;
  }
}
