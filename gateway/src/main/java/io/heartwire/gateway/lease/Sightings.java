package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.ClientId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When clients that are attached by another door were last heard of by HTTP. Thread safe.
 *
 * <p>Bound: {@value #MAX} clients; then the one that was sighted first is forgotten, and counted.
 */
public final class Sightings {
  static final int MAX = 10_000;

  private final Map<ClientId, Sighting> last = new LinkedHashMap<>();
  private long forgotten;

  /**
   * A proof of life.
   *
   * @param at when, by the wall clock
   * @param from where it came from
   */
  public record Sighting(Instant at, InetSocketAddress from) {}

  /** {@code client} was heard of. */
  synchronized void note(ClientId client, Sighting sighting) {
    last.remove(client);
    if (last.size() == MAX) {
      last.remove(last.keySet().iterator().next());
      forgotten++;
    }
    last.put(client, sighting);
  }

  /** The last time that {@code client} was sighted, if that is remembered. */
  public synchronized Optional<Sighting> find(ClientId client) {
    return Optional.ofNullable(last.get(client));
  }

  /** How many were forgotten for want of room, since the start. */
  public synchronized long forgotten() {
    return forgotten;
  }
}
