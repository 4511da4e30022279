package io.heartwire.gateway.admission;

import io.heartwire.gateway.config.LoginRate;
import java.time.Duration;

/**
 * How the admission stands at one moment.
 *
 * @param setting what was set
 * @param share of the logins of a cluster
 * @param perSecond logins that may begin in a second now; 0 for any number
 * @param capacity logins that are thought to be answered in time, a second
 * @param p99 what 99 % of the logins took lately
 * @param tokens logins that could begin at once
 * @param burst the most that could ever begin at once
 * @param slots times that were given out
 * @param inFlight logins under way
 * @param inFlightMax how many there may be
 * @param counts what happened since the start
 */
public record AdmissionState(
    LoginRate setting,
    ClusterShare share,
    double perSecond,
    double capacity,
    Duration p99,
    double tokens,
    double burst,
    Slots slots,
    int inFlight,
    int inFlightMax,
    Counts counts) {

  /**
   * Times that clients were told to come back at.
   *
   * @param outstanding clients that were told one and have not come
   * @param due those of them whose time has come
   * @param missed clients that did not come at their time, since the start
   * @param last how far ahead the last one lies
   */
  public record Slots(int outstanding, int due, long missed, Duration last) {}

  /**
   * Since the start.
   *
   * @param resumes clients let in first because something is kept for them
   * @param onTime clients let in at their slot
   * @param others clients let in because there was room
   * @param deferred answers "later"
   * @param ignoredHints clients that came before their slot, each time counted
   * @param ignoringClients how many clients did so
   * @param welcomed logins that ended in a session
   */
  public record Counts(
      long resumes,
      long onTime,
      long others,
      long deferred,
      long ignoredHints,
      long ignoringClients,
      long welcomed) {
    /** Logins that the authenticator was asked about. */
    public long begun() {
      return resumes + onTime + others;
    }
  }
}
