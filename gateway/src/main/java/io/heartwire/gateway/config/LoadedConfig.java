package io.heartwire.gateway.config;

import java.util.List;

/**
 * A configuration together with where each of its values came from: what {@code config show}
 * prints.
 *
 * @param config what is in force
 * @param settings every key, in the order of the documentation
 */
public record LoadedConfig(GatewayConfig config, List<Setting> settings) {
  /** {@link Setting#source} of a value that nobody set. */
  public static final String DEFAULT = "default";

  /**
   * One key and its value.
   *
   * @param key its name
   * @param value as it could be written in the file; {@code auto} is followed by what it comes to,
   *     a secret is not shown
   * @param source {@value #DEFAULT}, the file, the environment variable, or {@code --set}
   */
  public record Setting(String key, String value, String source) {}

  public LoadedConfig {
    settings = List.copyOf(settings);
  }

  /** What the values mean for a client and for an operator: one sentence each, at least one. */
  public List<String> consequences() {
    return Consequences.of(config);
  }

  /** When a new value of {@code key} takes effect after a reload. */
  public static Reload reload(String key) {
    return Catalogue.reload(key);
  }

  /** What works, but deserves a second look: one sentence each. */
  public List<String> warnings() {
    return config.warnings();
  }
}
