package io.heartwire.gateway.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of events. */
public enum EventType {
  /** A session began. */
  ONLINE,
  /** A session ended: its client is gone. Terminal. */
  OFFLINE,
  /** A client came back within its grace, or on a new connection, to the session that it had. */
  RESUMED,
  /** A session ended because a newer login of its client took its place. Terminal. */
  TAKEN_OVER,
  /** The first client of a user came online. */
  USER_ONLINE,
  /** The last client of a user went offline. */
  USER_OFFLINE;

  private final String word;

  EventType() {
    String name = name().toLowerCase(Locale.ROOT);
    this.word = name.startsWith("user_") ? name.replace('_', '.') : name.replace('_', '-');
  }

  /** As in the interfaces: {@code taken-over}, {@code user.online}. */
  public String word() {
    return word;
  }

  /** The kind with this {@link #word}. */
  public static Optional<EventType> of(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
  }
}
