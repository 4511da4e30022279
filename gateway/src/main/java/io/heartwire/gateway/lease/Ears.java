package io.heartwire.gateway.lease;

/**
 * Those that take heartbeats in, as the leases see them: while they are away, no silence is a
 * client's. Thread safe; never blocks.
 */
public interface Ears {
  /** Whether one of them has been away for so long that what came may still lie unread. */
  boolean away();

  /**
   * Has each of them read once what lies there, then runs {@code heard}, on any thread; it does not
   * while one of them is stuck.
   */
  void listen(Runnable heard);
}
