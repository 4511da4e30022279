package io.heartwire.doctor.evidence;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Everything that was measured between two moments.
 *
 * @param readings one a second, the oldest first; while nobody ran us there are none
 * @param happenings those that touch the window, the oldest first
 * @param unavailable signals that cannot be measured here, and why
 */
public record Window(
    List<Reading> readings, List<Happening> happenings, Map<Signal, String> unavailable) {
  public Window {
    readings = List.copyOf(readings);
    happenings = List.copyOf(happenings);
    unavailable = Map.copyOf(unavailable);
  }

  /** Nothing was measured. */
  public static final Window EMPTY = new Window(List.of(), List.of(), new EnumMap<>(Signal.class));

  /** What lies in {@code from} to {@code until}, both included. */
  public Window between(Instant from, Instant until) {
    return new Window(
        readings.stream().filter(it -> !it.at().isBefore(from) && !it.at().isAfter(until)).toList(),
        happenings.stream()
            .filter(it -> !it.until().isBefore(from) && !it.from().isAfter(until))
            .toList(),
        unavailable);
  }

  /** The largest value of {@code signal}; empty if there is none. */
  public OptionalDouble max(Signal signal) {
    return values(signal).max();
  }

  /** The smallest value. */
  public OptionalDouble min(Signal signal) {
    return values(signal).min();
  }

  /** The mean. */
  public OptionalDouble mean(Signal signal) {
    return values(signal).average();
  }

  /** The sum; 0 if there is none. */
  public double sum(Signal signal) {
    return values(signal).sum();
  }

  /** The values that there are. */
  public DoubleStream values(Signal signal) {
    return readings.stream()
        .map(reading -> reading.value(signal))
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble);
  }

  /** Happenings of {@code kind}, the longest first. */
  public List<Happening> happenings(Happening.Kind kind) {
    return of(kind).sorted(Comparator.comparingLong(Happening::durationMs).reversed()).toList();
  }

  private Stream<Happening> of(Happening.Kind kind) {
    return happenings.stream().filter(it -> it.kind() == kind);
  }
}
