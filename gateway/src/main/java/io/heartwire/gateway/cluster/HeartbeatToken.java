package io.heartwire.gateway.cluster;

import io.heartwire.core.liveness.ClientId;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets one client report without a connection, for instance from cron: whoever has the secret may
 * report for it, and nothing else. The secret is known to nobody but who was given it.
 *
 * @param id names it; no secret
 * @param clientId whom it is for
 * @param hash of its secret: SHA-256, in hexadecimal digits
 * @param user for whom the client acts, if any
 * @param group of the client
 * @param createdAt by the wall clock
 * @param expiresAt from then on it is refused; empty: never
 */
public record HeartbeatToken(
    String id,
    ClientId clientId,
    String hash,
    Optional<String> user,
    String group,
    Instant createdAt,
    Optional<Instant> expiresAt) {

  /** Whether it is no longer good at {@code now}. */
  public boolean isExpired(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "HeartbeatToken[" + id + " for " + clientId + "]";
  }
}
