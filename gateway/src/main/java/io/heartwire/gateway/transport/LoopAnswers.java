package io.heartwire.gateway.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What event loops were asked, collected for one second at most; not to be called on one. */
final class LoopAnswers {
  private static final long PATIENCE_MS = 1_000;

  private LoopAnswers() {}

  /** All that came in time; of a loop that is blocked there is nothing. */
  static <T> List<T> of(List<CompletableFuture<List<T>>> asked) {
    try {
      CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
          .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Whoever did not answer is left out.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<T> all = new ArrayList<>();
    for (CompletableFuture<List<T>> answer : asked) {
      if (answer.isDone() && !answer.isCompletedExceptionally()) {
        all.addAll(answer.join());
      }
    }
    return all;
  }
}
