package io.heartwire.doctor.evidence;

import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A probe that may throw without harm: it is left out that time, counted, and logged once. */
final class GuardedProbe {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedProbe.class);

  private final Probe probe;
  private volatile long failures;

  GuardedProbe(Probe probe) {
    this.probe = probe;
  }

  void begin(Consumer<Happening> happenings) {
    guarded(() -> probe.begin(happenings));
  }

  void lookClosely() {
    guarded(probe::lookClosely);
  }

  void end() {
    guarded(probe::end);
  }

  /** Reads into {@code reading}, and into {@code unavailable} what it cannot. */
  void read(Reading.Builder reading, Map<Signal, String> unavailable) {
    String problem = guarded(() -> probe.read(reading));
    guarded(() -> unavailable.putAll(probe.unavailable()));
    if (!problem.isEmpty()) {
      guarded(() -> probe.signals().forEach(signal -> unavailable.put(signal, problem)));
    }
  }

  /** How often it has thrown; written by the thread of the readings, or before and after it. */
  long failures() {
    return failures;
  }

  /** Does {@code work}; answers what was wrong with it, empty if nothing. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
  private String guarded(Runnable work) {
    try {
      work.run();
      return "";
    } catch (RuntimeException | Error e) {
      failures++;
      if (failures == 1) {
        LOG.warn(
            "probe {} threw; what it measures is missing, all else goes on, and it is asked again",
            probe.getClass().getName(),
            e);
      }
      return "its probe " + probe.getClass().getSimpleName() + " failed: " + e;
    }
  }
}
