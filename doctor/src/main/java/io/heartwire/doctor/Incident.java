package io.heartwire.doctor;

import io.heartwire.doctor.cases.CaseFile;
import io.heartwire.doctor.diagnosis.Diagnosis;

/**
 * One incident: what is known of it, and what the doctor says.
 *
 * @param id names it, such as {@code inc-20261127T020357Z}
 * @param node where it happened
 * @param file what is known
 * @param diagnosis what is said
 */
public record Incident(String id, String node, CaseFile file, Diagnosis diagnosis) {
  /** Whether it goes on. */
  public boolean isOpen() {
    return file.closedAt().isEmpty();
  }
}
