package io.heartwire.gateway.transport;

import io.heartwire.gateway.session.ClientStatus;
import io.heartwire.wire.Status;

/** Turns a status as it travels into a status as it is shown. */
final class StatusReading {
  private StatusReading() {}

  static ClientStatus of(Status status) {
    return new ClientStatus(
        status.battery(), status.signal(), status.load(), status.health(), status.values());
  }
}
