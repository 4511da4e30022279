package io.heartwire.gateway.health;

/** What the health word of a client means; it holds at once. */
enum DeviceWord {
  /** It said none: nothing follows. */
  NONE(HealthState.HEALTHY),
  /** {@code ok} or {@code healthy}. */
  WELL(HealthState.HEALTHY),
  /** {@code degraded}. */
  DEGRADED(HealthState.DEGRADED),
  /** {@code unhealthy}. */
  UNHEALTHY(HealthState.UNHEALTHY),
  /** A word that we do not know. */
  STRANGE(HealthState.UNKNOWN);

  private final HealthState state;

  DeviceWord(HealthState state) {
    this.state = state;
  }

  static DeviceWord of(String word) {
    return switch (word) {
      case "" -> NONE;
      case "ok", "healthy" -> WELL;
      case "degraded" -> DEGRADED;
      case "unhealthy" -> UNHEALTHY;
      default -> STRANGE;
    };
  }

  /** The most that can be thought of a client that says so. */
  HealthState state() {
    return state;
  }
}
