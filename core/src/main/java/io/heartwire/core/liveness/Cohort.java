package io.heartwire.core.liveness;

import java.util.List;

/**
 * The groups that one connection belongs to in the eyes of the {@link MassBreaker}: all connections
 * of the node, its listener, its source network, its client version and so on.
 *
 * <p>Made and shared by the breaker; connections of the same groups have the same cohort. Its
 * contents are guarded by the breaker's lock.
 */
public final class Cohort {
  final List<String> names;
  final BreakerGroup[] groups;
  int members;

  Cohort(List<String> names, BreakerGroup[] groups) {
    this.names = names;
    this.groups = groups;
  }

  /**
   * The names of its groups but the node's, as they were given; all its members share this list.
   */
  public List<String> names() {
    return names;
  }
}
