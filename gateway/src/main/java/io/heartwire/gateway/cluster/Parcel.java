package io.heartwire.gateway.cluster;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.wire.Bytes;
import java.time.Duration;

/**
 * A message on its way to a client.
 *
 * @param client to whom
 * @param id names it, for its sender and for the client; for one client the same id is the same
 *     message
 * @param type what kind of message it is, in the application's words
 * @param body its content
 * @param keepFor how long it is kept from now on if the client does not acknowledge it
 */
public record Parcel(ClientId client, String id, String type, Bytes body, Duration keepFor) {
  /** What it counts against the bound of its client. */
  public long bytes() {
    return body.size() + (long) type.length() + id.length();
  }
}
