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
  /** A session ended because its client came back on another gateway of the cluster. Terminal. */
  MOVED,
  /** The first client of a user came online. */
  USER_ONLINE,
  /** The last client of a user went offline. */
  USER_OFFLINE,
  /** The health of a client changed. */
  HEALTH,
  /** A client comes and goes too often. */
  FLAPPING,
  /** A moment has come that somebody wished to be told of. */
  TIMEOUT,
  /** A client sent a message of a type that is told. */
  MESSAGE,
  /** A client has acknowledged a message to it. */
  MESSAGE_DELIVERED("message.delivered"),
  /** A message to a client was not acknowledged for as long as it was to be kept. */
  MESSAGE_EXPIRED("message.expired"),
  /** Many clients dropped at once. */
  INCIDENT_OPENED("incident.opened"),
  /** What made many drop at once is over. */
  INCIDENT_CLOSED("incident.closed"),
  /** A sink has fallen so far behind that events are forgotten before it took them. */
  SINK_BROKEN("sink.broken"),
  /** A target is dead. */
  TARGET_DOWN("target.down"),
  /** A target that was dead is there again. */
  TARGET_UP("target.up"),
  /** The health of a target changed. */
  TARGET_HEALTH("target.health");

  private final String word;

  EventType() {
    String name = name().toLowerCase(Locale.ROOT);
    this.word = name.startsWith("user_") ? name.replace('_', '.') : name.replace('_', '-');
  }

  EventType(String word) {
    this.word = word;
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
