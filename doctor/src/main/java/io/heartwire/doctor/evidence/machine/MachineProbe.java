package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Probe;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A probe that knows why it cannot measure. What is not here is looked for again after {@value
 * #RETRY_READINGS} readings: a module may be loaded, a file be mounted.
 */
abstract class MachineProbe implements Probe {
  /** How many readings something that is not here is not looked for. */
  static final int RETRY_READINGS = 10;

  private final Set<Signal> signals;
  private final EnumMap<Signal, String> absent = new EnumMap<>(Signal.class);
  private int pause;

  MachineProbe(Signal first, Signal... others) {
    this.signals = EnumSet.of(first, others);
  }

  /** Measures into {@code reading}. */
  abstract void measure(Reading.Builder reading) throws NotHere;

  @Override
  public final void read(Reading.Builder reading) {
    if (pause > 0) {
      pause--;
      return;
    }
    absent.clear();
    try {
      measure(reading);
    } catch (NotHere e) {
      pause = RETRY_READINGS;
      signals.forEach(signal -> absent.put(signal, e.why()));
    }
  }

  /** Just {@code signal} of several cannot be measured. */
  final void absent(Signal signal, String why) {
    absent.put(signal, why);
  }

  @Override
  public final Map<Signal, String> unavailable() {
    return Map.copyOf(absent);
  }

  @Override
  public final Set<Signal> signals() {
    return signals;
  }
}
