package io.heartwire.cli.faults.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One run: a line of the results.
 *
 * @param seed what its choices were made from
 * @param commit what was tested
 * @param at when it began
 * @param blows what happened
 * @param clients how many clients there were
 * @param sessions how many sessions the clients saw
 * @param events how many events were told about clients
 * @param ends how many sessions ended as what
 * @param tookMs how long the clients needed to be back after the last blow
 * @param violations what was not true of the events
 * @param trouble why the run says nothing; empty if it does
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Trial(
    long seed,
    String commit,
    String at,
    List<String> blows,
    int clients,
    int sessions,
    int events,
    Ends ends,
    long tookMs,
    List<String> violations,
    String trouble) {

  /** How many sessions ended as what. */
  record Ends(long offline, long moved, long takenOver) {
    static final Ends NONE = new Ends(0, 0, 0);
  }

  boolean saysSomething() {
    return trouble.isEmpty();
  }

  /** In one line. */
  String line() {
    if (!saysSomething()) {
      return "  not run: " + trouble;
    }
    return String.format(
        "  %s: %d sessions of %d clients, %d events (offline %d, moved %d, taken over %d), all back"
            + " after %.1f s%s",
        violations.isEmpty() ? "true" : "VIOLATED",
        sessions,
        clients,
        events,
        ends.offline(),
        ends.moved(),
        ends.takenOver(),
        tookMs / 1_000.0,
        violations.isEmpty() ? "" : "; " + String.join("; ", violations));
  }
}
