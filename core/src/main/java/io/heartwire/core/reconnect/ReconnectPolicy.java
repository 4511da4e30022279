package io.heartwire.core.reconnect;

import java.time.Duration;

/**
 * The figures that rule how a client comes back. Immutable; start from {@link #standard()}.
 *
 * @param startSpread the very first attempt falls at random within this; zero for at once
 * @param firstSpread the first attempt after a session that held falls at random within this; also
 *     added at random to a hint, so that one hint for many does not bring them back as one
 * @param massSpread the most that an announced spread counts
 * @param backoff the wait after each further failure
 * @param heldAfter a session that lasted this long makes everything before it forgotten
 * @param attemptsPerMinute no more than this many attempts in any minute, whatever is asked
 * @param timeouts how long each step of an attempt may take
 */
public record ReconnectPolicy(
    Duration startSpread,
    Duration firstSpread,
    Duration massSpread,
    Backoff backoff,
    Duration heldAfter,
    int attemptsPerMinute,
    Timeouts timeouts) {

  /** The longest hint that is followed to the letter: a longer one counts as this. */
  public static final Duration MAX_HINT = Duration.ofHours(1);

  /**
   * How long each step of an attempt may take.
   *
   * @param endpoints to learn the endpoints and their addresses
   * @param race a second address is tried beside the first after this
   * @param connect to connect
   * @param login from connected to accepted
   */
  public record Timeouts(Duration endpoints, Duration race, Duration connect, Duration login) {
    public Timeouts {
      requirePositive("timeouts.endpoints", endpoints);
      requirePositive("timeouts.race", race);
      requirePositive("timeouts.connect", connect);
      requirePositive("timeouts.login", login);
    }
  }

  public ReconnectPolicy {
    requireNotNegative("startSpread", startSpread);
    requireNotNegative("firstSpread", firstSpread);
    requireNotNegative("massSpread", massSpread);
    requirePositive("heldAfter", heldAfter);
    if (attemptsPerMinute < 1 || attemptsPerMinute > 600) {
      throw new IllegalArgumentException(
          "reconnect.attemptsPerMinute (" + attemptsPerMinute + ") must be 1 to 600: change it");
    }
  }

  /** The defaults. */
  public static ReconnectPolicy standard() {
    return new ReconnectPolicy(
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(15),
        Backoff.standard(),
        Duration.ofSeconds(60),
        10,
        new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofMillis(250),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10)));
  }

  /** This policy with another spread of the very first attempt. */
  public ReconnectPolicy withStartSpread(Duration startSpread) {
    return new ReconnectPolicy(
        startSpread, firstSpread, massSpread, backoff, heldAfter, attemptsPerMinute, timeouts);
  }

  /** This policy with another spread of the first attempt after a session that held. */
  public ReconnectPolicy withFirstSpread(Duration firstSpread) {
    return new ReconnectPolicy(
        startSpread, firstSpread, massSpread, backoff, heldAfter, attemptsPerMinute, timeouts);
  }

  /** This policy with another back-off. */
  public ReconnectPolicy withBackoff(Backoff backoff) {
    return new ReconnectPolicy(
        startSpread, firstSpread, massSpread, backoff, heldAfter, attemptsPerMinute, timeouts);
  }

  /** This policy with another time after which a session counts as held. */
  public ReconnectPolicy withHeldAfter(Duration heldAfter) {
    return new ReconnectPolicy(
        startSpread, firstSpread, massSpread, backoff, heldAfter, attemptsPerMinute, timeouts);
  }

  /** This policy with another budget. */
  public ReconnectPolicy withAttemptsPerMinute(int attemptsPerMinute) {
    return new ReconnectPolicy(
        startSpread, firstSpread, massSpread, backoff, heldAfter, attemptsPerMinute, timeouts);
  }

  /** This policy with other timeouts. */
  public ReconnectPolicy withTimeouts(Timeouts timeouts) {
    return new ReconnectPolicy(
        startSpread, firstSpread, massSpread, backoff, heldAfter, attemptsPerMinute, timeouts);
  }

  private static void requireNotNegative(String name, Duration value) {
    if (value.isNegative() || value.compareTo(MAX_HINT) > 0) {
      throw new IllegalArgumentException(
          "reconnect." + name + " (" + value + ") must be 0 to " + MAX_HINT + ": change it");
    }
  }

  private static void requirePositive(String name, Duration value) {
    requireNotNegative(name, value);
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(
          "reconnect." + name + " (" + value + ") must be at least 1 ms: raise it");
    }
  }
}
