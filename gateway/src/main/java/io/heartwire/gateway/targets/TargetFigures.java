package io.heartwire.gateway.targets;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** What became of looks, since the start. Thread safe. */
public final class TargetFigures {
  private final LongAdder seen = new LongAdder();
  private final LongAdder missed = new LongAdder();
  private final LongAdder blind = new LongAdder();
  private final LongAdder excused = new LongAdder();
  private final LongAdder overdue = new LongAdder();
  private volatile Consumer<Duration> roundTrips = roundTrip -> {};

  TargetFigures() {}

  /** Looks that were answered. */
  public long seen() {
    return seen.sum();
  }

  /** Looks in vain. */
  public long missed() {
    return missed.sum();
  }

  /** Looks that were not possible, because a name does not resolve for instance. */
  public long blind() {
    return blind.sum();
  }

  /** Looks in vain that do not count, because this process was late meanwhile. */
  public long excused() {
    return excused.sum();
  }

  /** Looks that began too late, or not at all, because too many others were under way. */
  public long overdue() {
    return overdue.sum();
  }

  /** From now on {@code listener} hears each round trip, on any thread; it must not block. */
  public void eachRoundTrip(Consumer<Duration> listener) {
    roundTrips = listener;
  }

  void saw(Duration roundTrip) {
    seen.increment();
    roundTrips.accept(roundTrip);
  }

  void miss() {
    missed.increment();
  }

  void beBlind() {
    blind.increment();
  }

  void excuse() {
    excused.increment();
  }

  void beLate() {
    overdue.increment();
  }
}
