package io.heartwire.gateway.cluster;

import java.util.Optional;

/**
 * Which clients to list, and how far.
 *
 * @param state those in this state
 * @param beginning of their names; empty for all
 * @param equal what else of them must be equal to this
 * @param after those whose names come behind this one; empty: from the first
 * @param limit at most so many
 */
public record Selection(
    PresenceState state, String beginning, Equal equal, String after, int limit) {

  /**
   * What must be equal; what is empty may be anything.
   *
   * @param group the group
   * @param listener where it came in last
   * @param user the user it acts or acted for
   * @param version of its software
   * @param host the address it came from, without the port
   */
  public record Equal(
      Optional<String> group,
      Optional<String> listener,
      Optional<String> user,
      Optional<String> version,
      Optional<String> host) {
    /** All may be anything. */
    public static final Equal ANY =
        new Equal(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }
}
