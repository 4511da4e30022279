package io.heartwire.core.liveness;

/** What the mass breaker did, for the log and for whoever opens incidents. */
public sealed interface BreakerEvent {
  /** The incident this belongs to. */
  String incident();

  /** One sentence for an operator. */
  String why();

  /** The connections that it is about. */
  Extent extent();

  /**
   * The connections of one group at one moment.
   *
   * @param group its name; {@code node} for all connections
   * @param unanswered how many have not answered a probe for two seconds, or are held
   * @param members how many there are
   * @param limit more unanswered ones than this are too many
   */
  record Extent(String group, int unanswered, int members, double limit) {}

  /** Too many connections stopped answering at once: verdicts are held from now on. */
  record Opened(String incident, String why, Extent extent) implements BreakerEvent {}

  /** Another group of connections is over its limit, within the same incident. */
  record Widened(String incident, String why, Extent extent) implements BreakerEvent {}

  /**
   * All groups are below their limits again.
   *
   * @param extent of the group that was the last one
   * @param held verdicts that were held meanwhile; in shadow mode, those that would have been
   */
  record Closed(String incident, String why, Extent extent, long held) implements BreakerEvent {}
}
