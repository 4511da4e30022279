package io.heartwire.gateway.targets;

import io.heartwire.core.observe.TargetState;
import io.heartwire.gateway.health.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one target.
 *
 * @param target which
 * @param state what it is
 * @param since when it became so
 * @param answers true if the latest look of somebody was answered: whether it can be reached now,
 *     long before it is called dead
 * @param lastSeen when it was last seen, by whomever; empty if it never was
 * @param roundTrip of the latest answer; empty if there was none
 * @param missed answers missing in a row; of several observers the least
 * @param problem why the latest look failed, or what was odd about the answer; empty if nothing
 * @param health what its status says of it
 * @param observers who looks
 */
public record TargetView(
    Target target,
    TargetState state,
    Instant since,
    boolean answers,
    Optional<Instant> lastSeen,
    Optional<Duration> roundTrip,
    int missed,
    String problem,
    Health health,
    List<String> observers) {
  public TargetView {
    observers = List.copyOf(observers);
  }
}
