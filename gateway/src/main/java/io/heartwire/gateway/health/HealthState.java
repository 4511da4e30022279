package io.heartwire.gateway.health;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a client is, as far as it can be judged; the worst last. */
public enum HealthState {
  /** Nothing was said, or too little: never taken for healthy. */
  UNKNOWN,
  /** All that is judged is well. */
  HEALTHY,
  /** Something is wrong, and it does its work. */
  DEGRADED,
  /** It does not do its work. */
  UNHEALTHY;

  /** As in the interfaces: {@code unhealthy}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True of {@link #DEGRADED} and {@link #UNHEALTHY}. */
  public boolean isBad() {
    return this == DEGRADED || this == UNHEALTHY;
  }

  /** The state with this {@link #word}. */
  public static Optional<HealthState> of(String word) {
    return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
  }

  HealthState worse(HealthState other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
