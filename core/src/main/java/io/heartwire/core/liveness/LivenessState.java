package io.heartwire.core.liveness;

/** Where one connection stands in the detector's judgement. */
public enum LivenessState {
  /** No connection. */
  FREE(0),
  /** Heard of lately. */
  ALIVE(1),
  /** We pinged as a client and wait for any byte. */
  AWAITING(2),
  /** Silent, asked, not answered; its kernel has not acknowledged the question either. */
  SUSPECT(3),
  /** Its host acknowledged the question; its application is silent. */
  ACK_ONLY(4),
  /** Due to be called dead, but held by the mass breaker. */
  HELD(5),
  /** Called dead; nothing revives it. */
  DEAD(6);

  private static final LivenessState[] BY_CODE = values();

  /** How a slot stores it; the position in the declaration. */
  final byte code;

  LivenessState(int code) {
    this.code = (byte) code;
  }

  static LivenessState of(int code) {
    return BY_CODE[code];
  }
}
