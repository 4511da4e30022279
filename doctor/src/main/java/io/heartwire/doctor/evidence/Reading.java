package io.heartwire.doctor.evidence;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** All signals of one second. Immutable. */
public final class Reading {
  /** The most types of messages that are told apart. */
  public static final int MAX_TYPES = 8;

  private final Instant at;
  private final long atNanos;
  private final EnumMap<Signal, Double> values;
  private final Map<String, LoopUse> handlers;

  private Reading(Builder from) {
    this.at = from.at;
    this.atNanos = from.atNanos;
    this.values = new EnumMap<>(from.values);
    this.handlers = Map.copyOf(from.handlers);
  }

  /**
   * What the handlers of one type did on event loops.
   *
   * @param ms the time they took
   * @param runs how many of them ended
   */
  public record LoopUse(double ms, long runs) {
    /** Both together. */
    public LoopUse plus(LoopUse other) {
      return new LoopUse(ms + other.ms, runs + other.runs);
    }
  }

  /** When it was taken, by the wall clock. */
  public Instant at() {
    return at;
  }

  /** When it was taken, by the monotonic clock. */
  public long atNanos() {
    return atNanos;
  }

  /** What {@code signal} was; empty if it cannot be measured here, or could not this time. */
  public OptionalDouble value(Signal signal) {
    Double value = values.get(signal);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * What handlers did on event loops in this second, by type of message; the {@value #MAX_TYPES}
   * that took most time. One that is still running counts once it has ended.
   */
  public Map<String, LoopUse> handlers() {
    return handlers;
  }

  /** A reading of this moment, to be filled by {@link Probe}s. */
  public static Builder at(Instant at, long atNanos) {
    return new Builder(at, atNanos);
  }

  /** Collects the values of one moment; not thread safe. */
  public static final class Builder {
    private final Instant at;
    private final long atNanos;
    private final EnumMap<Signal, Double> values = new EnumMap<>(Signal.class);
    private Map<String, LoopUse> handlers = Map.of();

    private Builder(Instant at, long atNanos) {
      this.at = at;
      this.atNanos = atNanos;
    }

    /** When it is taken, by the wall clock. */
    public Instant at() {
      return at;
    }

    /** When it is taken, by the monotonic clock. */
    public long atNanos() {
      return atNanos;
    }

    /** {@code signal} is so; NaN: it could not be measured. */
    public Builder set(Signal signal, double value) {
      if (!Double.isNaN(value)) {
        values.put(signal, value);
      }
      return this;
    }

    /** See {@link Reading#handlers}; the caller has cut it to {@link #MAX_TYPES}. */
    public Builder handlers(Map<String, LoopUse> handlers) {
      this.handlers = handlers;
      return this;
    }

    /** The reading. */
    public Reading build() {
      return new Reading(this);
    }
  }
}
