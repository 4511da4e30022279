package io.heartwire.core.observe;

/**
 * What one observer can say of a target that it does not see.
 *
 * @param observer who
 * @param standing whether its word counts
 * @param inVainNanos for how long it has looked in vain since it last saw the target, or since it
 *     began to look; time in which it did not look (its own stalls) is left out; 0 if its last look
 *     was answered, or if it has looked too seldom to say
 */
public record Testimony(String observer, Standing standing, long inVainNanos) {
  /** Whether the word of an observer counts. */
  public enum Standing {
    /** It looks when it should. */
    HEALTHY,
    /** It was late itself: what it did not see may have been there. */
    STALLED,
    /** Its breaker is open: it misses so much at once that it suspects itself. */
    HELD
  }

  public Testimony {
    if (inVainNanos < 0) {
      throw new IllegalArgumentException(
          observer + " cannot have looked in vain for " + inVainNanos + " ns: give 0 or more");
    }
  }

  /** True if its word counts. */
  public boolean counts() {
    return standing == Standing.HEALTHY;
  }
}
