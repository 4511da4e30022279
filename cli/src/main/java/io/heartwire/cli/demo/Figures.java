package io.heartwire.cli.demo;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one case came to on one side.
 *
 * @param losses clients that were closed, or left
 * @param back how clients came back
 * @param dead the clients that fell silent; empty where none did
 * @param wastedLogins logins that the server did for clients that had given up; empty where they
 *     were not counted
 * @param heldMs how long something held the event loop; empty where that was not measured
 */
record Figures(
    Losses losses,
    Return back,
    Optional<Dead> dead,
    OptionalLong wastedLogins,
    OptionalLong heldMs) {

  /**
   * Clients that fell silent without closing.
   *
   * @param silent how many
   * @param found how many of them the server called dead in time
   * @param slowestMs how long after all fell silent the last of these was called dead; 0 if none
   *     was
   */
  record Dead(int silent, int found, long slowestMs) {}

  /** Which ends of connections in a log count. */
  interface Ends {
    List<ClientEnd> of(List<String> log, String side);
  }

  /** What the log of the client process says of one side with {@code clients} clients. */
  static Figures of(List<String> log, String side, int clients, Ends ends) {
    return new Figures(
        Losses.of(ends.of(log, side), DemoPlan.INTERVAL.toMillis()),
        Return.of(log, side, clients),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  Figures finding(Dead dead) {
    return new Figures(losses, back, Optional.of(dead), wastedLogins, heldMs);
  }

  Figures heldFor(long ms) {
    return new Figures(losses, back, dead, wastedLogins, OptionalLong.of(ms));
  }

  /** The server has done so many logins since its start: what brought no client in was wasted. */
  Figures afterLogins(long done) {
    return new Figures(
        losses, back, dead, OptionalLong.of(Math.max(0, done - back.logins())), heldMs);
  }
}
