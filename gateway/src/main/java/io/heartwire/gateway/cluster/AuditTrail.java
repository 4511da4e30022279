package io.heartwire.gateway.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's way into its {@link AuditLog}: a line that this does not take in time stands in the
 * log of the process and is counted, so that no change goes unrecorded. Thread safe, never blocks.
 *
 * <p>Bound: {@value #MOST_WAITING} lines on their way; one more is not handed on, as a disk that
 * takes none must not fill the heap.
 */
public final class AuditTrail {
  /** So many lines may be on their way to the disk. */
  static final int MOST_WAITING = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

  private final AuditLog log;
  private final Duration patience;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder untaken = new LongAdder();

  /**
   * Writes to {@code log}.
   *
   * @param patience a line that is not durable after this time was not taken; it may come later
   */
  public AuditTrail(AuditLog log, Duration patience) {
    this.log = log;
    this.patience = patience;
  }

  /**
   * Writes {@code line}.
   *
   * @return true once it is durable; false if it is not in time, never exceptionally
   */
  public CompletionStage<Boolean> write(AuditLine line) {
    return handedOn(line)
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (number, failure) -> {
              if (failure != null) {
                untaken.increment();
                LOG.warn(
                    "the audit log has not taken this line within {} ms ({}): it is kept here: {}",
                    patience.toMillis(),
                    failure.toString(),
                    line);
              }
              return failure == null;
            });
  }

  private CompletableFuture<Long> handedOn(AuditLine line) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(
          new IllegalStateException(MOST_WAITING + " lines wait for the disk already"));
    }
    return log.write(line)
        .whenComplete((number, failure) -> waiting.decrementAndGet())
        .toCompletableFuture()
        .copy();
  }

  /** How many lines were not taken in time since the start. */
  public long untaken() {
    return untaken.sum();
  }
}
