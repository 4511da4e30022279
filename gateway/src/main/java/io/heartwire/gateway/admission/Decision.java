package io.heartwire.gateway.admission;

import java.time.Duration;

/** The answer to a client that wants to log in. */
public sealed interface Decision {
  /**
   * It may. Its end is reported with {@link AdmissionControl#left}.
   *
   * @param atNanos when it began
   */
  record Admitted(long atNanos) implements Decision {}

  /**
   * It may not yet, and the authenticator is not asked.
   *
   * @param why what there is too much of
   * @param retryAfter when it is to come back; its place is kept until then
   * @param detail value and limit, in words
   */
  record Later(Why why, Duration retryAfter, String detail) implements Decision {}

  /** What there is too much of. */
  enum Why {
    /** Logins a second. */
    RATE,
    /** Logins that the authenticator works on. */
    IN_FLIGHT
  }
}
