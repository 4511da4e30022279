package io.heartwire.doctor.evidence;

import io.heartwire.core.time.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last ten minutes of what was measured. Thread safe, by one lock that is held for as long as a
 * copy takes.
 *
 * <p>Keeps {@value #MAX_READINGS} readings and {@value #MAX_HAPPENINGS} happenings. Beyond that the
 * oldest goes; a happening that goes before its ten minutes are over is counted ({@link
 * #happeningsDropped}). Words are cut to {@value #MAX_WORD} characters and stacks to {@value
 * #MAX_FRAMES} frames, so that a full ring stays below {@value #MAX_BYTES} bytes whatever it is
 * given.
 */
public final class EvidenceRing {
  /** Readings that are kept: one a second for ten minutes. */
  public static final int MAX_READINGS = 600;

  /** Happenings that are kept. */
  public static final int MAX_HAPPENINGS = 500;

  /** What a full ring may take. */
  public static final int MAX_BYTES = 32 << 20;

  /** The longest subject, culprit or frame that is kept. */
  public static final int MAX_WORD = 256;

  /** The most frames of a stack that are kept. */
  public static final int MAX_FRAMES = 24;

  private static final long KEPT_NANOS = Duration.ofMinutes(10).toNanos();

  private record Kept(Happening happening, long atNanos) {}

  private final NanoClock clock;
  private final ArrayDeque<Reading> readings = new ArrayDeque<>(MAX_READINGS);
  private final ArrayDeque<Kept> happenings = new ArrayDeque<>(MAX_HAPPENINGS);
  private Map<Signal, String> unavailable = Map.of();
  private long happeningsDropped;

  /**
   * An empty ring.
   *
   * @param clock the clock of the readings that it will be given
   */
  public EvidenceRing(NanoClock clock) {
    this.clock = clock;
  }

  /** Keeps {@code reading}; readings come in the order of their monotonic times. */
  public synchronized void add(Reading reading) {
    if (readings.size() == MAX_READINGS) {
      readings.removeFirst();
    }
    readings.addLast(withinBounds(reading));
  }

  /** Keeps {@code happening}. */
  public synchronized void add(Happening happening) {
    long now = clock.nanoTime();
    while (!happenings.isEmpty() && now - happenings.getFirst().atNanos() > KEPT_NANOS) {
      happenings.removeFirst();
    }
    if (happenings.size() == MAX_HAPPENINGS) {
      happenings.removeFirst();
      happeningsDropped++;
    }
    happenings.addLast(new Kept(withinBounds(happening), now));
  }

  /** What cannot be measured here, and why; goes into each window from now on. */
  public synchronized void unavailable(Map<Signal, String> reasons) {
    unavailable = Map.copyOf(reasons);
  }

  /** What lies in {@code from} to {@code until} by the wall clock, both included. */
  public Window window(Instant from, Instant until) {
    return everything().between(from, until);
  }

  /**
   * What was measured in the last {@code time}, by the monotonic clock: a wall clock that was set
   * meanwhile hides nothing.
   */
  public synchronized Window last(Duration time) {
    long now = clock.nanoTime();
    long limitNanos = time.toNanos();
    var recent = new ArrayList<Reading>();
    for (Reading reading : readings) {
      if (now - reading.atNanos() <= limitNanos) {
        recent.add(reading);
      }
    }
    var touching = new ArrayList<Happening>();
    for (Kept kept : happenings) {
      if (now - kept.atNanos() <= limitNanos) {
        touching.add(kept.happening());
      }
    }
    return new Window(recent, touching, unavailable);
  }

  /** Happenings that had to go before their ten minutes were over. */
  public synchronized long happeningsDropped() {
    return happeningsDropped;
  }

  private synchronized Window everything() {
    var kept = new ArrayList<Happening>(happenings.size());
    for (Kept it : happenings) {
      kept.add(it.happening());
    }
    return new Window(List.copyOf(readings), kept, unavailable);
  }

  private static Reading withinBounds(Reading reading) {
    Map<String, Reading.LoopUse> types = reading.handlers();
    if (types.size() <= Reading.MAX_TYPES
        && types.keySet().stream().allMatch(type -> type.length() <= MAX_WORD)) {
      return reading;
    }
    var fewer = new HashMap<String, Reading.LoopUse>();
    types.entrySet().stream()
        .sorted(Comparator.comparingDouble(it -> -it.getValue().ms()))
        .limit(Reading.MAX_TYPES)
        .forEach(it -> fewer.merge(cut(it.getKey()), it.getValue(), Reading.LoopUse::plus));
    Reading.Builder copy = Reading.at(reading.at(), reading.atNanos()).handlers(fewer);
    for (Signal signal : Signal.values()) {
      reading.value(signal).ifPresent(value -> copy.set(signal, value));
    }
    return copy.build();
  }

  private static Happening withinBounds(Happening it) {
    boolean fits =
        it.stack().size() <= MAX_FRAMES
            && it.subject().length() <= MAX_WORD
            && it.culprit().length() <= MAX_WORD
            && it.stack().stream().allMatch(frame -> frame.length() <= MAX_WORD);
    if (fits) {
      return it;
    }
    return new Happening(
        it.kind(),
        it.from(),
        it.durationMs(),
        cut(it.subject()),
        cut(it.culprit()),
        it.stack().stream().limit(MAX_FRAMES).map(EvidenceRing::cut).toList());
  }

  private static String cut(String word) {
    return word.length() <= MAX_WORD ? word : word.substring(0, MAX_WORD - 1) + "…";
  }
}
