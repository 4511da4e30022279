package io.heartwire.gateway.admin;

import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.Vitals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks connections how they are, each on its own event loop, and waits one second at most. */
final class VitalSigns {
  static final long PATIENCE_MS = 1_000;

  private VitalSigns() {}

  /** The answers that came in time; a session whose loop is blocked, or that ended, has none. */
  static Map<Session, Optional<Vitals>> of(List<Session> sessions) {
    var asked = new LinkedHashMap<Session, CompletableFuture<Vitals>>();
    for (Session session : sessions) {
      asked.put(session, session.connection().vitals().toCompletableFuture());
    }
    await(CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new)));
    var answers = new LinkedHashMap<Session, Optional<Vitals>>();
    asked.forEach((session, answer) -> answers.put(session, answered(answer)));
    return answers;
  }

  static Optional<Vitals> of(Session session) {
    return of(List.of(session)).getOrDefault(session, Optional.empty());
  }

  private static Optional<Vitals> answered(CompletableFuture<Vitals> answer) {
    return answer.isDone() && !answer.isCompletedExceptionally()
        ? Optional.of(answer.join())
        : Optional.empty();
  }

  private static void await(CompletableFuture<Void> all) {
    try {
      all.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Whoever did not answer is shown without its vital signs.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
