package io.heartwire.doctor.cases;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** By what clients can be told apart. */
public enum Dimension {
  /** The door they came through. */
  LISTENER,
  /** Their event loop. */
  LOOP,
  /** Their network. */
  SOURCE,
  /** The version of their software. */
  VERSION,
  /** Their group. */
  GROUP,
  /** The type of the last message they sent. */
  LAST_TYPE,
  /** How long they had been attached, roughly. */
  AGE;

  private static final long MINUTE_MS = 60_000;
  private static final long HOUR_MS = 60 * MINUTE_MS;

  /** Where {@code place} lies; empty if that is not known. */
  public String of(Sufferer.Place place) {
    return switch (this) {
      case LISTENER -> place.listener();
      case LOOP -> place.loop();
      case SOURCE -> place.source();
      case VERSION -> place.version();
      case GROUP -> place.group();
      case LAST_TYPE -> place.lastType();
      case AGE -> age(place.ageMs());
    };
  }

  /** Its name for people and in JSON. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String age(long ms) {
    if (ms < MINUTE_MS) {
      return "under a minute";
    }
    if (ms < HOUR_MS) {
      return ms < 10 * MINUTE_MS ? "1 to 10 minutes" : "10 to 60 minutes";
    }
    return ms < 24 * HOUR_MS ? "1 to 24 hours" : "over a day";
  }
}
