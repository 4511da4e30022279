package io.heartwire.core.reconnect;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The places one client may connect to, in the order in which it should try them.
 *
 * <p>NOT thread safe: its owner's event loop calls it. The order is a weighted shuffle that is the
 * same each time for one client and differs between clients: a fleet spreads by weight, and a
 * client returns to where it was. What failed within the last 30 s, or since any last worked, comes
 * last, so there is always something to try and everything gets its turn. Knows at most {@value
 * #MAX_ENDPOINTS} endpoints; further ones are ignored.
 */
public final class Endpoints {
  /** The most endpoints that are looked at. */
  public static final int MAX_ENDPOINTS = 256;

  private final long seed;
  private final FailureMemory<Endpoint> failures = new FailureMemory<>();
  private List<Endpoint> known = List.of();
  private List<Endpoint> preferred = List.of();

  /** None yet; {@code seed} is the client's own, and decides its order. */
  public Endpoints(long seed) {
    this.seed = seed;
  }

  /** These are all endpoints now; what failed lately is remembered. */
  public void offer(List<Endpoint> endpoints) {
    known =
        endpoints.stream()
            .distinct()
            .limit(MAX_ENDPOINTS)
            .sorted(Comparator.comparingDouble(this::distance))
            .toList();
  }

  /** A redirect: these come first, until they fail or another redirect replaces them. */
  public void prefer(List<Endpoint> endpoints) {
    preferred = List.copyOf(endpoints.subList(0, Math.min(MAX_ENDPOINTS, endpoints.size())));
    preferred.forEach(failures::forget);
  }

  /** {@code endpoint} failed, or left on purpose: others come first for 30 s. */
  public void failed(Endpoint endpoint, long now) {
    failures.failed(endpoint, now);
    preferred = preferred.stream().filter(e -> !e.equals(endpoint)).toList();
  }

  /** {@code endpoint} works. */
  public void worked(Endpoint endpoint) {
    failures.forget(endpoint);
  }

  /** Some endpoint was accepted: the failures before count for their 30 s and no longer. */
  public void settled() {
    failures.settled();
  }

  /**
   * All of them, the best first, those that failed lately last, the longest ago before the others.
   */
  public List<Endpoint> candidates(long now) {
    Set<Endpoint> order = new LinkedHashSet<>(preferred);
    order.addAll(known);
    return failures.ordered(List.copyOf(order), now);
  }

  /* Weighted rendezvous hashing: -ln(u) / weight with u uniform in (0, 1) is exponential with rate
   * weight, so the least of them falls on an endpoint with a probability proportional to its weight. */
  private double distance(Endpoint endpoint) {
    long hash = mixed(seed ^ mixed(endpoint.host().hashCode() * 65_537L + endpoint.port()));
    double uniform = ((hash >>> 11) + 1) * 0x1.0p-53;
    return -Math.log(uniform) / endpoint.weight();
  }

  /** A finalizer that spreads every bit of {@code value} over all 64 (Stafford's variant 13). */
  private static long mixed(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
