package io.heartwire.gateway.cluster;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that somebody has set while gateways run, and that counts at all that share an engine.
 *
 * @param kind what it is
 * @param name which one of its kind
 * @param texts what is set, as names and values
 * @param left for how long it counts from now on; empty: until it is removed
 */
public record SharedSetting(
    Kind kind, String name, Map<String, String> texts, Optional<Duration> left) {
  /** What can be set for all. */
  public enum Kind {
    /** Whether silence is judged, of a listener, a group or a client. */
    CHECK,
    /** Where messages of a type are handled. */
    MODEL,
    /** Nobody is called dead, nor offline. */
    HOLD,
    /** A longer timeout. */
    EXTENSION,
    /** Something that is asked whether it is there. */
    TARGET;

    /** As it is kept: {@code check}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public SharedSetting {
    texts = Map.copyOf(texts);
  }

  /** One that counts until it is removed. */
  public static SharedSetting lasting(Kind kind, String name, Map<String, String> texts) {
    return new SharedSetting(kind, name, texts, Optional.empty());
  }

  /** {@code target}, which was added. */
  public static SharedSetting of(SavedTarget target) {
    return lasting(Kind.TARGET, target.name(), target.settings());
  }

  /** The value of {@code key}; an empty text if there is none. */
  public String text(String key) {
    return texts.getOrDefault(key, "");
  }
}
