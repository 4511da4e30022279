package io.heartwire.gateway.health;

import java.util.Map;
import java.util.Set;

/** A compiled expression. Thread safe. */
interface Condition {
  /**
   * What it says.
   *
   * @param answer of the rule
   * @param why nobody can say; empty if one can
   */
  record Finding(Answer answer, String why) {}

  /** Asks it about a status, by {@link ClientStatus#fields}. */
  Finding ask(Map<String, Object> fields);

  /** The fields that it names. */
  Set<String> fields();
}
