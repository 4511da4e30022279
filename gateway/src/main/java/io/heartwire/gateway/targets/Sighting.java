package io.heartwire.gateway.targets;

import io.heartwire.gateway.health.ClientStatus;
import java.time.Duration;

/**
 * A target was there.
 *
 * @param roundTrip from the question to the answer
 * @param status what it said of itself; {@link ClientStatus#NONE} if nothing
 * @param remark what was odd about the answer, in a sentence; empty if nothing
 * @param age how long before the look it was that it was there; zero if it was now
 */
public record Sighting(Duration roundTrip, ClientStatus status, String remark, Duration age) {
  /** It is there now. */
  public Sighting(Duration roundTrip, ClientStatus status, String remark) {
    this(roundTrip, status, remark, Duration.ZERO);
  }
}
