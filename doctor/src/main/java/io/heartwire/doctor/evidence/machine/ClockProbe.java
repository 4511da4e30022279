package io.heartwire.doctor.evidence.machine;

import io.heartwire.core.time.NanoClock;
import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * By how much the wall clock was set since the reading before: how much more of its time has passed
 * than of the monotonic clock's. Also seen so: a virtual machine that was stopped together with its
 * monotonic clock.
 */
final class ClockProbe extends MachineProbe {
  /** From here on it is a happening. */
  static final long STEP_MS = 500;

  /** The two clocks are read one after the other; more than this between them is no measurement. */
  private static final long MAX_APART_NANOS = 1_000_000;

  private static final int ATTEMPTS = 3;

  private final NanoClock clock;
  private final InstantSource wall;
  private Consumer<Happening> happenings = any -> {};
  private Instant lastWall = Instant.EPOCH;
  private long lastNanos;
  private boolean known;

  ClockProbe(NanoClock clock, InstantSource wall) {
    super(Signal.CLOCK_STEP);
    this.clock = clock;
    this.wall = wall;
  }

  @Override
  public void begin(Consumer<Happening> happenings) {
    this.happenings = happenings;
  }

  @Override
  void measure(Reading.Builder reading) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long before = clock.nanoTime();
      Instant now = wall.instant();
      if (clock.nanoTime() - before <= MAX_APART_NANOS) {
        compare(reading, now, before);
        return;
      }
    }
  }

  private void compare(Reading.Builder reading, Instant now, long nowNanos) {
    Instant expected = lastWall.plusNanos(nowNanos - lastNanos);
    if (known) {
      long stepMs = Duration.between(expected, now).toMillis();
      reading.set(Signal.CLOCK_STEP, (double) stepMs);
      if (Math.abs(stepMs) >= STEP_MS) {
        // Forward: from where it left to where it is. Back: from where it is now.
        Instant from = stepMs > 0 ? expected : now;
        happenings.accept(
            new Happening(Happening.Kind.CLOCK_STEP, from, stepMs, "wall clock", "", List.of()));
      }
    }
    lastWall = now;
    lastNanos = nowNanos;
    known = true;
  }
}
