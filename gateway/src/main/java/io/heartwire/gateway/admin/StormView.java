package io.heartwire.gateway.admin;

import java.util.Optional;

/**
 * Who is let in when all come at once.
 *
 * @param rate what is set: a number, {@code adaptive} or {@code off}
 * @param cluster what all gateways of the cluster may let in together; absent if nothing bounds
 *     that
 * @param loginsPerSecond logins that may begin in a second now; 0 for any number
 * @param capacityPerSecond logins a second that are thought to be answered in time
 * @param loginP99Ms what 99 % of the logins took lately
 * @param tokens logins that could begin at once
 * @param burst the most that could ever begin at once
 * @param slots times that were given out
 * @param admitted logins that the authenticator was asked about
 * @param later answers "later"
 * @param ignoredHints clients that came before their time, each time counted
 * @param ignoringClients how many clients did so
 * @param refused clients that met a bound
 * @param welcomed logins that ended in a session
 * @param inFlight logins under way
 * @param connections connections in all
 * @param connectionsPerSource how many there may be from one source; 0 for any number
 */
record StormView(
    String rate,
    Optional<Cluster> cluster,
    long loginsPerSecond,
    long capacityPerSecond,
    long loginP99Ms,
    long tokens,
    long burst,
    Slots slots,
    Admitted admitted,
    long later,
    long ignoredHints,
    long ignoringClients,
    Refused refused,
    long welcomed,
    Bound inFlight,
    Bound connections,
    int connectionsPerSource) {

  /**
   * The logins of a cluster.
   *
   * @param perSecond of all gateways together
   * @param gateways how many share it: those that live and are not being drained
   * @param share of this one, a second
   */
  record Cluster(int perSecond, int gateways, long share) {}

  /** Times that were given out; {@code lastMs}: how far ahead the last one is. */
  record Slots(int outstanding, int due, long missed, long lastMs) {}

  /** In the order in which they are served. */
  record Admitted(long resumed, long onTime, long others) {}

  /** By the bound. */
  record Refused(long loginsInFlight, long source, long connections) {}

  /** So many of so many. */
  record Bound(long now, long max) {}
}
