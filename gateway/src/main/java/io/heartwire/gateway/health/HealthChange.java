package io.heartwire.gateway.health;

import java.util.Map;

/**
 * The health of a client has changed.
 *
 * @param from what it was
 * @param to what it is
 * @param values what the client said, of all that the deciding rule looks at
 */
public record HealthChange(Health from, Health to, Map<String, String> values) {
  public HealthChange {
    values = Map.copyOf(values);
  }

  /** True if the client was never judged before, and is well: the usual beginning. */
  public boolean isGoodBeginning() {
    return from.equals(Health.UNJUDGED) && to.state() == HealthState.HEALTHY;
  }
}
