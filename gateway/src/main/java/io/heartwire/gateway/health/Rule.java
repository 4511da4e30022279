package io.heartwire.gateway.health;

import java.util.Set;

/**
 * One rule over what clients say of themselves.
 *
 * @param name what it is called in events
 * @param when an expression in CEL over {@code status}; true is bad
 * @param beats after so many heartbeats in a row it counts as raised, or as unknown; at least 1
 * @param clearBeats after so many heartbeats in a row it counts as clear; at least 1
 * @param raises what a client is for which it is raised
 * @param groups for whose clients it is; empty: for all
 */
public record Rule(
    String name, String when, int beats, int clearBeats, HealthState raises, Set<String> groups) {
  /** The longest expression, in characters. */
  public static final int MAX_LENGTH = 1_000;

  public Rule {
    groups = Set.copyOf(groups);
    if (beats < 1 || clearBeats < 1 || !raises.isBad()) {
      throw new IllegalArgumentException(
          "rule "
              + name
              + " needs at least 1 heartbeat each way ("
              + beats
              + ", "
              + clearBeats
              + ") and must raise degraded or unhealthy ("
              + raises.word()
              + "): correct it");
    }
  }

  boolean concerns(String group) {
    return groups.isEmpty() || groups.contains(group);
  }
}
