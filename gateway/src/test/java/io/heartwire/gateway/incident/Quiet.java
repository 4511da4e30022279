package io.heartwire.gateway.incident;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.time.Instant;

/** Seconds in which nothing happens, for tests that do not wait for them. */
public final class Quiet {
  private Quiet() {}

  /** So many of them pass, as {@code desk} is told. */
  public static void pass(IncidentDesk desk, int seconds, long attached) {
    Instant from = Instant.now();
    for (int i = 1; i <= seconds; i++) {
      desk.measured(
          Reading.at(from.plusSeconds(i), 0).set(Signal.ATTACHED, (double) attached).build());
    }
  }
}
