package io.heartwire.core.liveness;

/**
 * What a client has just learned of a network, and from what.
 *
 * @param what what was learned
 * @param network the caller's name for it
 * @param intervalMs the longest interval to keep there from now on
 * @param idleMs how long the connection was idle that taught it
 * @param deaths how many connections ended so
 */
public record IdleLesson(What what, String network, long intervalMs, long idleMs, int deaths) {
  /** Each kind of lesson. */
  public enum What {
    /** Connections end at one idle age, and the end is seen. */
    CUT,
    /** Connections are forgotten without a word, at this idle age or before. */
    FORGOTTEN,
    /** A longer interval was tried, and cost a connection. */
    TRIAL_FAILED,
    /** A longer interval was tried, and holds. */
    TRIAL_HELD
  }

  /** One sentence: what was seen, how often, and what follows. */
  public String text() {
    String seen =
        switch (what) {
          case CUT -> deaths + " connections ended after " + idle() + " without traffic";
          case FORGOTTEN ->
              deaths + " connections were dead after " + idle() + " without traffic or less";
          case TRIAL_FAILED -> "a longer interval was tried, and a connection ended idle " + idle();
          case TRIAL_HELD -> "a longer interval was tried, and a connection lived idle " + idle();
        };
    boolean died = what != What.TRIAL_HELD;
    return "network %s: %s%s; a heartbeat every %dms there"
        .formatted(network, seen, died ? ", each time the next login worked" : "", intervalMs);
  }

  private String idle() {
    return idleMs + "ms";
  }
}
