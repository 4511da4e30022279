package io.heartwire.gateway.cluster;

import java.util.Map;

/**
 * A target that was added through the administration, as it is kept.
 *
 * @param name its name
 * @param settings the keys below {@code targets.<name>}, as they were given; secrets are among them
 */
public record SavedTarget(String name, Map<String, String> settings) {
  public SavedTarget {
    settings = Map.copyOf(settings);
  }
}
