package io.heartwire.gateway.admission;

/** What the admission has done since the start. NOT thread safe. */
final class AdmissionCounts {
  long resumes;
  long onTime;
  long others;
  long deferred;
  long ignoredHints;
  long ignoringClients;
  long welcomed;

  void admitted(boolean resumed, boolean cameAtItsSlot) {
    if (resumed) {
      resumes++;
    } else if (cameAtItsSlot) {
      onTime++;
    } else {
      others++;
    }
  }

  AdmissionState.Counts copy() {
    return new AdmissionState.Counts(
        resumes, onTime, others, deferred, ignoredHints, ignoringClients, welcomed);
  }
}
