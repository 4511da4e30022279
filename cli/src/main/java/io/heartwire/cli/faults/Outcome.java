package io.heartwire.cli.faults;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * One run: a line of the results. Times are in milliseconds.
 *
 * @param fault which fault
 * @param seed what its choices were made from
 * @param commit what was tested
 * @param at when it began
 * @param expected the cause that the doctor ought to name
 * @param openedAfterMs from the injection to the first sight of the incident; -1 if there was none
 * @param rightAfterMs from the incident's opening (the injection, if there was none) until the
 *     right verdict was first; -1 if it never was
 * @param right whether the right verdict was first, within 5 s
 * @param wrong verdicts that were sure of something else
 * @param verdicts everything that the doctor said, in order
 * @param clients what became of the clients
 * @param byReason departures that the gateway counted in the run
 * @param breaker what the mass breaker did
 * @param trouble why the run says nothing; empty if it does
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Outcome(
    String fault,
    long seed,
    String commit,
    String at,
    String expected,
    long openedAfterMs,
    long rightAfterMs,
    boolean right,
    List<Verdict> wrong,
    List<Verdict> verdicts,
    Clients clients,
    Map<String, Long> byReason,
    Breaker breaker,
    String trouble) {

  /**
   * What became of the clients.
   *
   * @param started how many there were
   * @param online how many are in the end
   * @param mustLive whether none may be lost
   * @param livingLost how many were cut off although they had spoken within their interval
   * @param lost how many were cut off at all
   * @param left how many gave up by themselves
   */
  record Clients(int started, int online, boolean mustLive, int livingLost, int lost, int left) {
    static final Clients NONE = new Clients(0, 0, false, 0, 0, 0);
  }

  /**
   * What the mass breaker did.
   *
   * @param opened whether it was ever seen open
   * @param left whether it was closed in the end
   * @param why what it said when it was open; empty if it was not
   */
  record Breaker(boolean opened, boolean left, String why) {
    static final Breaker QUIET = new Breaker(false, true, "");
  }

  /** Living clients that must not be lost and were: cut off, or driven to give up. */
  int livingLost() {
    return clients.mustLive() ? clients.livingLost() + clients.left() : 0;
  }

  /** Whether there is nothing to complain of. */
  boolean isGood() {
    return right && wrong.isEmpty() && livingLost() == 0 && breaker.left() && trouble.isEmpty();
  }
}
