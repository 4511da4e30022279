package io.heartwire.gateway.admin;

import io.heartwire.gateway.drain.Drain;
import io.javalin.http.Context;

/** {@code /healthz} and {@code /readyz}, for whoever starts and stops gateways. Thread safe. */
final class Health {
  private final Drain drain;
  private volatile boolean stopping;

  Health(Drain drain) {
    this.drain = drain;
  }

  /**
   * The answer of both.
   *
   * @param status up, ready, draining, or stopping
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
   * a drain on.
   */
  void ready(Context request) {
    drain.readinessAsked();
    boolean ready = !stopping && drain.isReady();
    request.status(ready ? 200 : 503).json(new Answer(answer(ready)));
  }

  private String answer(boolean ready) {
    if (ready) {
      return "ready";
    }
    return stopping || drain.state() == Drain.State.ENDED ? "stopping" : "draining";
  }
}
