package io.heartwire.doctor.diagnosis;

import java.util.List;

/**
 * What the doctor says of one incident.
 *
 * @param verdict the most likely cause, with at most three facts
 * @param findings all hypotheses for which something speaks, the most likely first; the verdict is
 *     the first of them
 * @param suspects server, handlers, network and clients: what clears or incriminates each
 */
public record Diagnosis(Finding verdict, List<Finding> findings, List<Suspicion> suspects) {
  /**
   * One of the usual suspects.
   *
   * @param suspect which
   * @param cleared it was not it
   * @param why in one sentence, with figures
   */
  public record Suspicion(Cause.Suspect suspect, boolean cleared, String why) {}

  public Diagnosis {
    findings = List.copyOf(findings);
    suspects = List.copyOf(suspects);
  }
}
