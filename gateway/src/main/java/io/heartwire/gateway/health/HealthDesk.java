package io.heartwire.gateway.health;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks the rules about what clients say, on a thread of its own that starts with the first
 * question: an expression of a user, or a class that is not loaded yet, holds up no event loop.
 * Thread safe.
 *
 * <p>Bound: {@value #MOST_WAITING} statuses wait, at most one of each client, the newest. One more
 * is counted and waits for the client's next heartbeat.
 */
public final class HealthDesk implements AutoCloseable {
  private static final int MOST_WAITING = 65_536;

  private final HealthFigures figures = new HealthFigures();
  private final InstantSource wallClock;
  private final Executor thread;
  private final Runnable stop;
  private volatile RuleBook book;

  /**
   * Judges by {@code rules}.
   *
   * @throws RuleException if one is no rule
   */
  public HealthDesk(List<Rule> rules, InstantSource wallClock, ThreadFactory threads) {
    this(rules, wallClock, thread(threads));
  }

  private HealthDesk(List<Rule> rules, InstantSource wallClock, ThreadPoolExecutor thread) {
    this(rules, wallClock, thread, thread::shutdownNow);
  }

  /** Asks on {@code thread}, which refuses an examination that it has no room for. */
  HealthDesk(List<Rule> rules, InstantSource wallClock, Executor thread, Runnable stop) {
    this.book = RuleBook.compile(rules);
    this.wallClock = wallClock;
    this.thread = thread;
    this.stop = stop;
  }

  private static ThreadPoolExecutor thread(ThreadFactory threads) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MOST_WAITING),
        threads,
        (task, pool) -> ((Examination) task).refuse());
  }

  /**
   * Judges by {@code rules} from now on; true if they differ, and then each client is to be
   * reviewed.
   *
   * @throws RuleException if one is no rule; then nothing has changed
   */
  public boolean rules(List<Rule> rules) {
    boolean differ = !rules.equals(book.rules());
    if (differ) {
      book = RuleBook.compile(rules);
    }
    return differ;
  }

  /** The rules in force. */
  public RuleBook book() {
    return book;
  }

  /** How many clients are how. */
  public HealthFigures figures() {
    return figures;
  }

  /** Whether there is anything to judge in what a client of {@code group} says. */
  public boolean concerns(String group, ClientStatus status) {
    return !status.health().isEmpty() || book.of(group).size() > 0;
  }

  long nowMs() {
    return wallClock.millis();
  }

  /** False if too many wait. */
  boolean take(Examination examination) {
    thread.execute(examination);
    return !examination.isRefused();
  }

  /** Asks no more. */
  @Override
  public void close() {
    stop.run();
  }
}
