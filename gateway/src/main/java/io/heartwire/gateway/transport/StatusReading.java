package io.heartwire.gateway.transport;

import io.heartwire.gateway.health.ClientStatus;
import io.heartwire.wire.Status;
import java.util.function.UnaryOperator;

/** Turns a status as it travels into a status as it is kept. */
final class StatusReading {
  private StatusReading() {}

  static ClientStatus of(Status status, long nowMs, UnaryOperator<String> shared) {
    return ClientStatus.of(
        new ClientStatus.Numbers(status.battery(), status.signal(), status.load()),
        status.health(),
        status.values(),
        nowMs,
        shared);
  }

  /** Whether {@code status} says what is kept. Allocates nothing. */
  static boolean isSame(ClientStatus kept, Status status) {
    return kept.says(
        status.battery(), status.signal(), status.load(), status.health(), status.values());
  }
}
