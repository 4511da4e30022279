package io.heartwire.gateway.targets;

import io.heartwire.gateway.health.ClientStatus;
import java.time.Duration;

/**
 * A target was there.
 *
 * @param roundTrip from the question to the answer
 * @param status what it said of itself; {@link ClientStatus#NONE} if nothing
 * @param remark what was odd about the answer, in a sentence; empty if nothing
 */
public record Sighting(Duration roundTrip, ClientStatus status, String remark) {}
