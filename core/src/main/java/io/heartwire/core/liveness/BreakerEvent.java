package io.heartwire.core.liveness;

/** What the mass breaker did, for the log and for whoever opens incidents. */
public sealed interface BreakerEvent {
  /** The incident this belongs to. */
  String incident();

  /** One sentence for an operator. */
  String why();

  /** Too many connections stopped answering at once: verdicts are held from now on. */
  record Opened(String incident, String why) implements BreakerEvent {}

  /** Another group of connections is over its limit, within the same incident. */
  record Widened(String incident, String why) implements BreakerEvent {}

  /** All groups are below their limits again. */
  record Closed(String incident, String why) implements BreakerEvent {}
}
