package io.heartwire.gateway.cluster.embedded;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.EngineHealth;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: one thread takes all jobs that wait and makes them durable in one transaction;
 * while it waits for the disk the next ones gather, for 3 ms at least. A lone job waits for nobody.
 * Jobs take effect in the order in which they were submitted.
 *
 * <p>If the disk refuses, nothing is given up: the same jobs are tried again until it takes them.
 * {@link #submit} may be called from any thread and never blocks; the number of jobs is bounded by
 * that of the sessions, which have one each under way, and by those who submit others: messages are
 * refused while there is a {@link EngineHealth#problem}.
 */
final class CommitLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CommitLoop.class);
  private static final int BATCH = 1_000;
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LAST_TRIES_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Part of a transaction. */
  @FunctionalInterface
  interface Job<T> {
    T run() throws SQLException;
  }

  /** What the transactions are made on; called by the loop's thread only. */
  interface Ledger {
    /** The next transaction begins; it ends with a commit or a rollback. */
    void begin();

    /** Does what is due by itself, or a part of it. */
    void chores() throws SQLException;

    void commit() throws SQLException;

    /** Undoes what was done since the last commit; nothing of it holds. */
    void rollback();

    /** Nanoseconds until there are chores. */
    long nanosToChores();

    /** What {@code e} says about the disk or the file, with a remedy; empty if it is a defect. */
    Optional<String> problem(SQLException e);
  }

  private static final class Task<T> {
    private final Job<T> job;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;

    Task(Job<T> job) {
      this.job = job;
    }

    void run() throws SQLException {
      result = job.run();
    }

    void held() {
      done.complete(result);
    }
  }

  /** Wakes the loop for nothing. */
  private static final Task<Boolean> WAKE = new Task<>(() -> true);

  private final Ledger ledger;
  private final NanoClock clock;
  private long committedAtNanos;
  private final LinkedTransferQueue<Task<?>> queue = new LinkedTransferQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicReference<@Nullable String> problem = new AtomicReference<>();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();

  CommitLoop(Ledger ledger, NanoClock clock) {
    this.ledger = ledger;
    this.clock = clock;
    this.committedAtNanos = clock.nanoTime() - GATHER_NANOS;
  }

  /** Completes once the job is durable, on the loop's thread. */
  <T> CompletableFuture<T> submit(Job<T> job) {
    Task<T> task = new Task<>(job);
    waiting.incrementAndGet();
    queue.add(task);
    if (closing.get() && queue.remove(task)) {
      waiting.decrementAndGet();
      task.done.completeExceptionally(new IllegalStateException("the engine has been closed"));
    }
    return task.done;
  }

  /** The loop ends once all that was submitted is durable. */
  void close() {
    closing.set(true);
    queue.add(WAKE);
  }

  EngineHealth health() {
    return new EngineHealth(
        waiting.get(),
        Optional.ofNullable(problem.get()),
        failures.get(),
        lost.get(),
        commits.get());
  }

  @Override
  public void run() {
    List<Task<?>> batch = new ArrayList<>(BATCH);
    while (true) {
      boolean last = closing.get();
      take(batch, last);
      if (batch.isEmpty() && last) {
        return;
      }
      int jobs = batch.size();
      batch.add(new Task<>(this::chores));
      boolean held = hold(batch);
      committedAtNanos = clock.nanoTime();
      waiting.addAndGet(-jobs);
      batch.clear();
      if (!held && closing.get()) {
        giveUp();
        return;
      }
    }
  }

  private boolean chores() throws SQLException {
    ledger.chores();
    return true;
  }

  private void take(List<Task<?>> batch, boolean last) {
    try {
      Task<?> first =
          last ? queue.poll() : queue.poll(ledger.nanosToChores(), TimeUnit.NANOSECONDS);
      if (first != null) {
        gather();
        batch.add(first);
        queue.drainTo(batch, BATCH - 1);
        batch.removeIf(task -> task == WAKE);
      }
    } catch (InterruptedException e) {
      closing.set(true);
    }
  }

  /** In a crowd transactions are a moment apart; who comes alone does not wait. */
  private void gather() {
    long since = clock.nanoTime() - committedAtNanos;
    if (since < GATHER_NANOS) {
      pause(GATHER_NANOS - since);
    }
  }

  /** Makes {@code batch} durable, however long that takes; false if it was closed meanwhile. */
  private boolean hold(List<Task<?>> batch) {
    long pause = FIRST_PAUSE_NANOS;
    long giveUpAt = 0;
    while (true) {
      try {
        transact(batch);
        recovered();
        batch.forEach(Task::held);
        return true;
      } catch (SQLException | RuntimeException e) {
        ledger.rollback();
        failures.incrementAndGet();
        Optional<String> why =
            e instanceof SQLException refusal ? ledger.problem(refusal) : Optional.empty();
        if (why.isEmpty()) {
          return holdApart(batch, e);
        }
        troubled(why.get(), batch.size());
      }
      if (closing.get()) {
        giveUpAt = giveUpAt == 0 ? clock.nanoTime() + LAST_TRIES_NANOS : giveUpAt;
        if (clock.nanoTime() - giveUpAt > 0) {
          fail(batch);
          return false;
        }
      }
      pause(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }

  private void transact(List<Task<?>> batch) throws SQLException {
    ledger.begin();
    for (Task<?> task : batch) {
      task.run();
    }
    ledger.commit();
    commits.incrementAndGet();
  }

  /** One of them is our defect, and must not stand in the way of the others. */
  private boolean holdApart(List<Task<?>> batch, Exception defect) {
    if (batch.size() > 1) {
      boolean all = true;
      for (Task<?> task : batch) {
        all &= hold(List.of(task));
      }
      return all;
    }
    lost.incrementAndGet();
    LOG.error("a change of presence was given up: a defect of ours", defect);
    batch.forEach(task -> task.done.completeExceptionally(defect));
    // What is due by itself comes again at once.
    pause(FIRST_PAUSE_NANOS);
    return true;
  }

  private void troubled(String why, int jobs) {
    if (!why.equals(problem.getAndSet(why))) {
      LOG.error(
          "presence cannot be made durable: {}; {} logins and departures wait, heartbeats go on,"
              + " and it is tried again",
          why,
          jobs);
    }
  }

  private void recovered() {
    if (problem.getAndSet(null) != null) {
      LOG.info("presence is durable again");
    }
  }

  private void fail(List<Task<?>> batch) {
    var closed = new IllegalStateException("the engine has been closed");
    batch.forEach(task -> task.done.completeExceptionally(closed));
  }

  private void giveUp() {
    List<Task<?>> rest = new ArrayList<>();
    queue.drainTo(rest);
    rest.removeIf(task -> task == WAKE);
    waiting.addAndGet(-rest.size());
    fail(rest);
    LOG.error(
        "the last changes of presence were not made durable: at the next start these clients are in"
            + " grace, and announced offline if they do not return");
  }

  private static void pause(long nanos) {
    // Not on the queue: what waits in it cannot be helped now.
    LockSupport.parkNanos(nanos);
  }
}
