package io.heartwire.gateway.event;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What is counted of one sink. Thread safe; one thread changes it. */
final class SinkCounters {
  final AtomicLong last = new AtomicLong();
  final AtomicLong delivered = new AtomicLong();
  final AtomicLong failures = new AtomicLong();
  final AtomicLong missed = new AtomicLong();
  final AtomicLong dead = new AtomicLong();
  final AtomicLong givenUp = new AtomicLong();
  final AtomicLong dropped = new AtomicLong();
  private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

  /** True if this is another problem than before. */
  boolean troubled(String why) {
    return !why.equals(problem.getAndSet(why));
  }

  /** True if there was a problem. */
  boolean well() {
    return problem.getAndSet(null) != null;
  }

  Optional<String> problem() {
    return Optional.ofNullable(problem.get());
  }

  /** {@code kept} elsewhere, if another gateway serves it. */
  SinkState.Dead deadLetters(Optional<Long> kept) {
    return new SinkState.Dead(kept.orElseGet(dead::get), givenUp.get(), dropped.get());
  }
}
