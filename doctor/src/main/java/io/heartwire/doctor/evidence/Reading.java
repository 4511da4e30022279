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
  private final Map<String, Double> loopMsByType;

  private Reading(Builder from) {
    this.at = from.at;
    this.atNanos = from.atNanos;
    this.values = new EnumMap<>(from.values);
    this.loopMsByType = Map.copyOf(from.loopMsByType);
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
   * The time in ms that handlers spent on event loops in this second, by type of message; the
   * {@value #MAX_TYPES} that took most.
   */
  public Map<String, Double> loopMsByType() {
    return loopMsByType;
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
    private Map<String, Double> loopMsByType = Map.of();

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

    /** See {@link Reading#loopMsByType}; the caller has cut it to {@link #MAX_TYPES}. */
    public Builder loopMsByType(Map<String, Double> loopMsByType) {
      this.loopMsByType = loopMsByType;
      return this;
    }

    /** The reading. */
    public Reading build() {
      return new Reading(this);
    }
  }
}
