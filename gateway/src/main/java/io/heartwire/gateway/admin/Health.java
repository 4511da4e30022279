package io.heartwire.gateway.admin;

import io.heartwire.gateway.drain.Drain;
import io.javalin.http.Context;
import java.util.function.BooleanSupplier;

/** {@code /healthz} and {@code /readyz}, for whoever starts and stops gateways. Thread safe. */
final class Health {
  private final Drain drain;
  private final BooleanSupplier detached;
  private volatile boolean stopping;

  /** {@code detached}: whether it is out of touch with what it shares with other gateways. */
  Health(Drain drain, BooleanSupplier detached) {
    this.drain = drain;
    this.detached = detached;
  }

  /**
   * The answer of both.
   *
   * @param status up, ready, draining, stopping, or detached
   */
  record Answer(String status) {}

  void stopping() {
    stopping = true;
  }

  /** Answers whenever the process does: restarting a gateway costs every client a reconnect. */
  void live(Context request) {
    request.json(new Answer("up"));
  }

  /**
   * Ready from the first answer on, as the doors for clients open first; not from the beginning of
   * a drain on, and not while it is detached: it lets nobody in then, and another gateway may.
   */
  void ready(Context request) {
    drain.readinessAsked();
    boolean staying = !stopping && drain.isReady();
    boolean cutOff = detached.getAsBoolean();
    request.status(staying && !cutOff ? 200 : 503).json(new Answer(answer(staying, cutOff)));
  }

  private String answer(boolean staying, boolean cutOff) {
    if (staying) {
      return cutOff ? "detached" : "ready";
    }
    return stopping || drain.state() == Drain.State.ENDED ? "stopping" : "draining";
  }
}
