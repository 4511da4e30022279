package io.heartwire.gateway.cluster;

/** Whether a client is there. */
public enum PresenceState {
  /** Gone, and announced as such. */
  OFFLINE,
  /** Its connection was lost; it may come back and resume. */
  IN_GRACE,
  /** Connected. */
  ATTACHED
}
