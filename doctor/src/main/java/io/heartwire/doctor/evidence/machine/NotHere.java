package io.heartwire.doctor.evidence.machine;

/**
 * Something cannot be measured here; the message says why in one sentence. Costs no stack trace.
 */
final class NotHere extends Exception {
  private static final long serialVersionUID = 1;

  NotHere(String why) {
    super(why, null, false, false);
  }

  /** Why, in one sentence. */
  String why() {
    return String.valueOf(getMessage());
  }
}
