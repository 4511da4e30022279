package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.util.regex.Pattern;

/**
 * The right answer to a fault.
 *
 * @param cause the verdict
 * @param subject what the verdict's subject must have in it
 * @param clientsLive no client may be lost: the fault is ours, or over before the timeout counts
 * @param opensIncident clients leave or fall silent; else only the diagnosis of now can tell
 */
record Expectation(Cause cause, Pattern subject, boolean clientsLive, boolean opensIncident) {
  private static final Pattern ANY = Pattern.compile("");

  /** A fault on our side of the wire, which clients must survive. */
  static Expectation ofServer(Cause cause) {
    return new Expectation(cause, ANY, true, true);
  }

  /** A fault beyond our reach: clients may be lost. */
  static Expectation outside(Cause cause) {
    return new Expectation(cause, ANY, false, true);
  }

  /** The same with a subject that matters. */
  Expectation about(String pattern) {
    return new Expectation(cause, Pattern.compile(pattern), clientsLive, opensIncident);
  }

  /** The same, but nobody is hurt: there need not be an incident. */
  Expectation quiet() {
    return new Expectation(cause, subject, clientsLive, false);
  }
}
