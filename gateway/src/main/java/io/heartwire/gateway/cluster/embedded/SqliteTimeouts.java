package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.Timeout;
import io.heartwire.gateway.cluster.Timeouts;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Timeouts of the embedded engine. Thread safe. Up to {@value #MOST_WAITING} changes wait for the
 * disk; one more is refused.
 */
final class SqliteTimeouts implements Timeouts {
  private static final int MOST_WAITING = 10_000;

  private final CommitLoop loop;
  private final TimeoutRows rows;
  private final ReadSide reader;
  private final AtomicInteger waiting = new AtomicInteger();

  SqliteTimeouts(CommitLoop loop, TimeoutRows rows, ReadSide reader) {
    this.loop = loop;
    this.rows = rows;
    this.reader = reader;
  }

  @Override
  public CompletionStage<Answer> set(Timeout timeout) {
    if (waiting.get() >= MOST_WAITING) {
      return CompletableFuture.completedStage(
          new Answer.Full(
              MOST_WAITING
                  + " timeouts wait for the disk already: come back when they are durable"));
    }
    return counted(loop.submit(() -> rows.set(timeout)));
  }

  @Override
  public CompletionStage<Boolean> cancel(String id) {
    return counted(loop.submit(() -> rows.cancel(id)));
  }

  private <T> CompletionStage<T> counted(CompletableFuture<T> change) {
    waiting.incrementAndGet();
    return change.whenComplete((done, failure) -> waiting.decrementAndGet());
  }

  @Override
  public Optional<Timeout> find(String id) {
    return reader.timeout(id);
  }

  @Override
  public Page page(Optional<String> after, int limit) {
    return reader.timeouts(after, limit);
  }

  @Override
  public Figures figures() {
    return rows.figures();
  }
}
