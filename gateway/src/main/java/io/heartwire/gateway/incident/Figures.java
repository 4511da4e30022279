package io.heartwire.gateway.incident;

import io.heartwire.gateway.dispatch.Dispatcher;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.VerdictReview;
import io.heartwire.netty.Heartbeats;
import io.heartwire.netty.LoopLag;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where the gateway's own figures come from.
 *
 * @param sessions who is attached
 * @param disconnects who left
 * @param review what clients say when they return
 * @param heartbeats the detector
 * @param dispatcher what happens to messages
 * @param doors what happens at the doors
 */
public record Figures(
    SessionRegistry sessions,
    Disconnects disconnects,
    VerdictReview review,
    Heartbeats heartbeats,
    Dispatcher dispatcher,
    Doors doors) {
  /**
   * What happens at the doors, since the start.
   *
   * @param accepted connections accepted
   * @param acceptErrors connections that could not be accepted
   * @param deferred logins that were told to come later
   * @param lags how late each event loop is now
   */
  public record Doors(
      LongSupplier accepted,
      LongSupplier acceptErrors,
      LongSupplier deferred,
      Supplier<List<LoopLag>> lags) {}
}
