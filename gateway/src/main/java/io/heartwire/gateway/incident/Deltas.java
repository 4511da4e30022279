package io.heartwire.gateway.incident;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.util.EnumMap;
import java.util.Map;

/** Turns what was counted since the start into what was counted since the last look. */
final class Deltas {
  private final Map<Signal, Long> before = new EnumMap<>(Signal.class);

  /** Sets by how much {@code total} has grown; with a gateway that begins, from zero. */
  void set(Reading.Builder reading, Signal signal, long total) {
    Long last = before.put(signal, total);
    reading.set(signal, (double) (total - (last == null ? 0 : last)));
  }
}
