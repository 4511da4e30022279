package io.heartwire.core.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * When which observer last saw one target: a register that only grows. Immutable.
 *
 * <p>Merging keeps the later sighting of each observer, so that the order in which reports arrive,
 * and how often, does not matter. Times are nanoseconds of one {@link
 * io.heartwire.core.time.NanoClock}; any two of one target must be less than 292 years apart.
 */
public final class Sightings {
  /** The most observers of one target. */
  public static final int MOST_OBSERVERS = 64;

  /** Nobody has seen it yet. */
  public static final Sightings NONE = new Sightings(Map.of());

  private final Map<String, Long> seenNanos;

  private Sightings(Map<String, Long> seenNanos) {
    if (seenNanos.size() > MOST_OBSERVERS) {
      throw new IllegalArgumentException(
          seenNanos.size()
              + " observers of one target are more than "
              + MOST_OBSERVERS
              + ": let fewer look at it");
    }
    this.seenNanos = Map.copyOf(seenNanos);
  }

  /** These, and that {@code observer} saw it at {@code atNanos}. */
  public Sightings saw(String observer, long atNanos) {
    Map<String, Long> more = new HashMap<>(seenNanos);
    more.merge(observer, atNanos, Sightings::later);
    return new Sightings(more);
  }

  /** These and those. */
  public Sightings merge(Sightings other) {
    Map<String, Long> more = new HashMap<>(seenNanos);
    other.seenNanos.forEach((observer, at) -> more.merge(observer, at, Sightings::later));
    return new Sightings(more);
  }

  private static long later(long a, long b) {
    return a - b >= 0 ? a : b;
  }

  /** When it was last seen, by whomever; empty if it never was. */
  public OptionalLong lastNanos() {
    Optional<Long> latest = seenNanos.values().stream().reduce(Sightings::later);
    return latest.isPresent() ? OptionalLong.of(latest.get()) : OptionalLong.empty();
  }

  /** When {@code observer} last saw it; empty if it never did. */
  public OptionalLong lastNanos(String observer) {
    Long at = seenNanos.get(observer);
    return at == null ? OptionalLong.empty() : OptionalLong.of(at);
  }

  /** Who has seen it at all. */
  public Set<String> observers() {
    return seenNanos.keySet();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sightings those && seenNanos.equals(those.seenNanos);
  }

  @Override
  public int hashCode() {
    return seenNanos.hashCode();
  }

  @Override
  public String toString() {
    return "Sightings" + seenNanos;
  }
}
