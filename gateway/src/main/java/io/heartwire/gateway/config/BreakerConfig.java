package io.heartwire.gateway.config;

import io.heartwire.core.liveness.MassBreaker;
import java.time.Duration;

/** The mass breaker: {@code breaker.*}. */
public record BreakerConfig(
    @Key(
            value = "hold",
            doc =
                "What happens when far more clients fall silent at once than usual. `hold`: their "
                    + "verdicts wait. `shadow`: only the log says what would be held. `off`: nothing.",
            reload = Reload.AT_ONCE)
        Mode mode,
    @Key(
            value = "60s",
            doc = "The longest a verdict waits, counted from the first one held.",
            allowed = "off, or 100ms to 300s",
            reload = Reload.AT_ONCE)
        Duration hold) {

  /** What the breaker does when it trips. */
  public enum Mode {
    /** Verdicts wait. */
    HOLD,
    /** Only logs what it would do. */
    SHADOW,
    /** Is not there. */
    OFF
  }

  public BreakerConfig {
    Limits.time("breaker.hold", hold, Duration.ZERO, Duration.ofMinutes(5));
  }

  /** The same as settings of the detector. */
  public MassBreaker.Settings settings() {
    MassBreaker.Mode same =
        switch (mode) {
          case HOLD -> MassBreaker.Mode.HOLD;
          case SHADOW -> MassBreaker.Mode.SHADOW;
          case OFF -> MassBreaker.Mode.OFF;
        };
    return new MassBreaker.Settings(same, hold);
  }
}
