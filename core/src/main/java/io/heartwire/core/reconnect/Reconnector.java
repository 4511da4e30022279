package io.heartwire.core.reconnect;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.reconnect.Attempt.Because;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to connect again: one loop, whatever fires, that never ends without saying so.
 *
 * <p>NOT thread safe: its owner's event loop calls it. Each call says what happened and when, and
 * returns what to do. States:
 *
 * <pre>
 * NEW --start--> WAITING --due--> TRYING --accepted--> ONLINE
 *                   ^                |  ended            |  ended
 *                   +----------------+-------------------+
 *   advice not to return, or stop, from anywhere -> STOPPED (--newCredential--> WAITING)
 * </pre>
 *
 * <p>It promises: at most {@link ReconnectPolicy#attemptsPerMinute} attempts in any minute, and
 * beyond those only at a turn that the other side keeps ({@link Advice#RETURN_LATER} with a hint),
 * no closer to the turn before than the budget allows on average; a hint of the other side is never
 * undercut; the back-off starts anew only after a session that lasted {@link
 * ReconnectPolicy#heldAfter}; every wait is random; the only way to end is {@link Attempt.Stopped}.
 */
public final class Reconnector {
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  /** Where the loop is. */
  public enum Phase {
    /** Not started. */
    NEW,
    /** Between two attempts. */
    WAITING,
    /** Connecting or logging in. */
    TRYING,
    /** The other side accepted the session. */
    ONLINE,
    /** At its end. */
    STOPPED
  }

  private final ReconnectPolicy policy;
  private final RandomGenerator random;
  private final long[] attemptedAt;
  private Phase phase = Phase.NEW;
  private boolean credentialWanted;
  private boolean hinted;
  private boolean turnKept;
  private boolean tookTurn;
  private long tookTurnAt;
  private long attempts;
  private int number;
  private long previousWaitNanos;
  private long dueAt;
  private long acceptedAt;

  /** A loop that has not been started. */
  public Reconnector(ReconnectPolicy policy, RandomGenerator random) {
    this.policy = policy;
    this.random = random;
    this.attemptedAt = new long[policy.attemptsPerMinute()];
  }

  /** Where the loop is. */
  public Phase phase() {
    return phase;
  }

  /** The id of the latest attempt, 0 before the first. */
  public long attemptId() {
    return attempts;
  }

  /** Begins. Does nothing if it was begun already. */
  public Attempt start(long now) {
    return phase == Phase.NEW
        ? await(uniform(policy.startSpread()), Because.FIRST, now)
        : Attempt.NONE;
  }

  /** The wait is over. Called too early, it answers with the rest of the wait. */
  public Attempt due(long now) {
    if (phase != Phase.WAITING) {
      return Attempt.NONE;
    }
    long rest = dueAt - now;
    if (rest > 0) {
      return new Attempt.Wait(rest, hinted ? Because.HINT : Because.BACKOFF);
    }
    attemptedAt[(int) (attempts % attemptedAt.length)] = now;
    attempts++;
    if (turnKept) {
      tookTurn = true;
      tookTurnAt = now;
    }
    number = number == Integer.MAX_VALUE ? number : number + 1;
    phase = Phase.TRYING;
    return new Attempt.Connect(attempts, number);
  }

  /** The other side accepted attempt {@code id}: login included, not only connected. */
  public void accepted(long id, long now) {
    if (id == attempts && phase == Phase.TRYING) {
      phase = Phase.ONLINE;
      acceptedAt = now;
    }
  }

  /** Attempt {@code id} failed, or its session ended. Only the first report counts. */
  public Attempt ended(long id, Ending ending, long now) {
    if (id != attempts || (phase != Phase.TRYING && phase != Phase.ONLINE)) {
      return Attempt.NONE;
    }
    if (phase == Phase.ONLINE && now - acceptedAt >= policy.heldAfter().toNanos()) {
      number = 0;
      previousWaitNanos = 0;
    }
    return switch (ending.advice()) {
      case DO_NOT_RETURN -> stopped(ending.why(), false);
      case RETURN_WITH_NEW_CREDENTIAL -> stopped(ending.why(), true);
      case RETURN, RETURN_LATER -> awaitAfter(ending, now);
    };
  }

  /**
   * An attempt is worthwhile now: the network changed, the process woke up, a person asked.
   * Shortens a wait that is only back-off; a hint and the budget stand.
   */
  public Attempt wake(long now) {
    if (phase != Phase.WAITING || hinted) {
      return Attempt.NONE;
    }
    long delay = uniform(policy.firstSpread());
    return dueAt - now > Math.max(delay, budgetNanos(now))
        ? await(delay, Because.WOKEN, now)
        : Attempt.NONE;
  }

  /** There is a new credential: goes on if it stopped for want of one. */
  public Attempt newCredential(long now) {
    if (phase != Phase.STOPPED || !credentialWanted) {
      return Attempt.NONE;
    }
    credentialWanted = false;
    return await(uniform(policy.firstSpread()), Because.FIRST, now);
  }

  /** Ends for good, from any state. Does nothing if it ended for good already. */
  public Attempt stop(Disconnect why) {
    if (phase == Phase.STOPPED && !credentialWanted) {
      return Attempt.NONE;
    }
    return stopped(why, false);
  }

  private Attempt stopped(Disconnect why, boolean credentialWanted) {
    phase = Phase.STOPPED;
    this.credentialWanted = credentialWanted;
    return new Attempt.Stopped(why, credentialWanted);
  }

  private Attempt awaitAfter(Ending ending, long now) {
    if (ending.retryAfter().isPresent()) {
      Duration hint = shorter(ending.retryAfter().get(), ReconnectPolicy.MAX_HINT);
      long delay = hint.toNanos() + uniform(policy.firstSpread());
      // A turn that is kept for us is lost if we come late: what we spent before does not count.
      return ending.advice() == Advice.RETURN_LATER
          ? await(delay, Because.HINT, Math.min(budgetNanos(now), turnNanos(now)), now, true)
          : await(delay, Because.HINT, now);
    }
    if (ending.advice() == Advice.RETURN_LATER) {
      Duration half = policy.backoff().cap().dividedBy(2);
      return await(half.toNanos() + uniform(half), Because.BACKOFF, now);
    }
    Duration mass = shorter(ending.spread(), policy.massSpread());
    if (number == 0) {
      return await(uniform(mass.isZero() ? policy.firstSpread() : mass), Because.FIRST, now);
    }
    previousWaitNanos = policy.backoff().nextNanos(previousWaitNanos, random);
    return await(Math.max(previousWaitNanos, uniform(mass)), Because.BACKOFF, now);
  }

  private Attempt await(long delayNanos, Because because, long now) {
    return await(delayNanos, because, budgetNanos(now), now, false);
  }

  private Attempt await(long delayNanos, Because because, long budget, long now, boolean turnKept) {
    this.turnKept = turnKept;
    boolean bound = budget > delayNanos;
    // Clients that failed together spent their budgets together: what it adds is spread, too.
    long delay = bound ? budget + uniform(policy.massSpread()) : delayNanos;
    phase = Phase.WAITING;
    hinted = because == Because.HINT;
    dueAt = now + delay;
    return new Attempt.Wait(delay, bound ? Because.BUDGET : because);
  }

  /**
   * How long the budget forbids another attempt; it counts the last attempts, whatever caused them.
   */
  private long budgetNanos(long now) {
    if (attempts < attemptedAt.length) {
      return 0;
    }
    long oldest = attemptedAt[(int) (attempts % attemptedAt.length)];
    return Math.max(0, MINUTE_NANOS - (now - oldest));
  }

  /** How long the turn before forbids another one, so that no server hurries its clients. */
  private long turnNanos(long now) {
    long spacing = MINUTE_NANOS / policy.attemptsPerMinute();
    return tookTurn ? Math.max(0, spacing - (now - tookTurnAt)) : 0;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private long uniform(Duration most) {
    return random.nextLong(most.toNanos() + 1);
  }
}
