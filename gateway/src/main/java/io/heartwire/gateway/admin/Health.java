package io.heartwire.gateway.admin;

import io.javalin.http.Context;

/** {@code /healthz} and {@code /readyz}, for whoever starts and stops gateways. Thread safe. */
final class Health {
  private volatile boolean stopping;

  /**
   * The answer of both.
   *
   * @param status up, ready, or stopping
   */
  record Answer(String status) {}

  void stopping() {
    stopping = true;
  }

  /** Answers whenever the process does: restarting a gateway costs every client a reconnect. */
  void live(Context request) {
    request.json(new Answer("up"));
  }

  /** Ready from the first answer on, as the doors for clients open first; not while stopping. */
  void ready(Context request) {
    request.status(stopping ? 503 : 200).json(new Answer(stopping ? "stopping" : "ready"));
  }
}
