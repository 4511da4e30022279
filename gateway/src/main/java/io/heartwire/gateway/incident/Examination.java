package io.heartwire.gateway.incident;

import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.doctor.cases.Sufferer;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.Vitals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Asks the detector and the kernel about clients: those that do not answer, and some that are well.
 * Waits a second at most; of a client whose event loop is blocked, only the kernel is asked. NOT
 * thread safe.
 */
final class Examination {
  static final int SUSPECTS = 256;
  static final int HEALTHY = 64;
  private static final long PATIENCE_MS = 500;

  private final IntFunction<Set<Session>> suspects;
  private final RandomGenerator random;

  /**
   * Asks {@code suspects} for those that are suspected, the first so many of each event loop.
   *
   * @param random whom of the others
   */
  Examination(IntFunction<Set<Session>> suspects, RandomGenerator random) {
    this.suspects = suspects;
    this.random = random;
  }

  /** What was found. */
  record Found(List<Sufferer> suspects, List<Sufferer> healthy) {}

  Found look(List<Session> all, Instant now) {
    Set<Session> suspected = suspects.apply(SUSPECTS);
    List<Session> first = suspected.stream().limit(SUSPECTS).toList();
    return new Found(ask(first, now), ask(others(all, suspected), now));
  }

  private List<Session> others(List<Session> all, Set<Session> suspected) {
    Set<Session> picked = new HashSet<>();
    for (int i = 0; i < 4 * HEALTHY && picked.size() < HEALTHY && !all.isEmpty(); i++) {
      Session one = all.get(random.nextInt(all.size()));
      if (!suspected.contains(one)) {
        picked.add(one);
      }
    }
    return List.copyOf(picked);
  }

  private static List<Sufferer> ask(Collection<Session> sessions, Instant now) {
    List<Session> asked = List.copyOf(sessions);
    List<CompletableFuture<Vitals>> answers =
        asked.stream().map(it -> it.connection().vitals().toCompletableFuture()).toList();
    await(answers);
    List<Sufferer> found = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Session session = asked.get(i);
      answered(answers.get(i))
          .map(vitals -> sufferer(session, now, vitals))
          .or(() -> Optional.of(sufferer(session, now, session.connection().glance())))
          .ifPresent(found::add);
    }
    return found;
  }

  private static void await(List<CompletableFuture<Vitals>> answers) {
    try {
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
          .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Some have gone, or their loop is blocked: the kernel is asked about those.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Vitals> answered(CompletableFuture<Vitals> answer) {
    return answer.isDone() && !answer.isCompletedExceptionally()
        ? Optional.of(answer.join())
        : Optional.empty();
  }

  private static Sufferer sufferer(Session session, Instant now, Vitals vitals) {
    return new Sufferer(
        session.clientId().value(),
        now,
        Optional.empty(),
        Optional.of(vitals.state()),
        Victims.place(session, now),
        session.policy().interval().toMillis(),
        vitals.silenceMs(),
        0,
        0,
        vitals.kernel());
  }

  private static Sufferer sufferer(Session session, Instant now, SocketSnapshot kernel) {
    return new Sufferer(
        session.clientId().value(),
        now,
        Optional.empty(),
        Optional.empty(),
        Victims.place(session, now),
        session.policy().interval().toMillis(),
        0,
        0,
        0,
        kernel);
  }
}
