package io.heartwire.gateway.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that costs, made at most once a second however many ask for it. Thread safe: those who
 * ask while it is being made wait for it.
 */
final class OnceASecond<T> implements Supplier<T> {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Supplier<T> source;
  private final InstantSource wallClock;
  private @Nullable Made<T> made;

  /** What there is, and since when. */
  private record Made<T>(T it, Instant at) {}

  OnceASecond(Supplier<T> source, InstantSource wallClock) {
    this.source = source;
    this.wallClock = wallClock;
  }

  @Override
  public synchronized T get() {
    Instant now = wallClock.instant();
    Made<T> last = made;
    // A clock that was set back makes nothing last longer.
    if (last == null || Duration.between(last.at(), now).abs().compareTo(FRESH) >= 0) {
      last = new Made<>(source.get(), now);
      made = last;
    }
    return last.it();
  }
}
