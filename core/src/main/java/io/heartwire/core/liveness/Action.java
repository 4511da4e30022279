package io.heartwire.core.liveness;

/** What the detector wants done about one connection. Decided in core, done by an adapter. */
public sealed interface Action {
  /** Nothing now. */
  record None() implements Action {}

  /**
   * Send a ping: we have been silent (or the interval is over), and the peer counts on hearing us.
   */
  record Ping() implements Action {}

  /** Ask the kernel, then call {@link LivenessTable#judge}. */
  record Inspect() implements Action {}

  /** Ask the peer: send a ping, then call {@link LivenessTable#probed}. */
  record Probe() implements Action {}

  /** The verdict: close at once, without a goodbye. */
  record Dead(Disconnect disconnect) implements Action {}

  /** {@link None}, shared. */
  Action NONE = new None();

  /** {@link Ping}, shared. */
  Action PING = new Ping();

  /** {@link Inspect}, shared. */
  Action INSPECT = new Inspect();

  /** {@link Probe}, shared. */
  Action PROBE = new Probe();
}
