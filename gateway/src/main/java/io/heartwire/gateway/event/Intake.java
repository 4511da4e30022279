package io.heartwire.gateway.event;

import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which events a sink is told, and how many at once: all by default; of one that makes alerts the
 * incidents, one at a time, so that none is told twice because the next one failed.
 */
final class Intake {
  /** What can be an alert. */
  private static final Set<EventType> ALERTS =
      Set.of(
          EventType.INCIDENT_OPENED,
          EventType.INCIDENT_CLOSED,
          EventType.TARGET_DOWN,
          EventType.TARGET_UP);

  private final Set<EventType> types;
  private final boolean alerts;

  private Intake(Set<EventType> types, boolean alerts) {
    this.types = types;
    this.alerts = alerts;
  }

  /**
   * What {@code only} says: words of events, or what they begin with before a dot, separated by
   * commas.
   *
   * @param alerts whether the sink makes alerts
   * @param key where {@code only} stands, for messages
   * @throws IllegalArgumentException if there is no such event, or none that could be an alert
   */
  static Intake of(String only, boolean alerts, String key) {
    String said = only.isBlank() && alerts ? "incident" : only;
    if (said.isBlank()) {
      return new Intake(EnumSet.allOf(EventType.class), false);
    }
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    for (String part : said.split(",", -1)) {
      types.addAll(named(part.strip().toLowerCase(Locale.ROOT), alerts, key));
    }
    return new Intake(types, alerts);
  }

  private static List<EventType> named(String word, boolean alerts, String key) {
    List<EventType> named =
        Arrays.stream(EventType.values())
            .filter(type -> type.word().equals(word) || type.word().startsWith(word + "."))
            .filter(type -> !alerts || ALERTS.contains(type))
            .toList();
    // Without the end of what began, an alert would never be resolved.
    boolean half = alerts && word.contains(".");
    if (named.isEmpty() || half) {
      throw new IllegalArgumentException(
          key
              + " ("
              + word
              + ") "
              + (alerts
                  ? "is nothing that begins and ends as an alert does: use incident, target, or"
                      + " both with a comma"
                  : "is no event: use one of "
                      + String.join(
                          ", ", Arrays.stream(EventType.values()).map(EventType::word).toList())));
    }
    return named;
  }

  /** Whether it makes alerts, each of which is told once. */
  boolean alerts() {
    return alerts;
  }

  /**
   * What is told next.
   *
   * @param read events in order, at least one
   */
  Cut cut(List<Event> read) {
    List<Event> wanted = read.stream().filter(event -> types.contains(event.type())).toList();
    long end = read.get(read.size() - 1).number();
    if (!alerts || wanted.size() <= 1) {
      return new Cut(wanted, end);
    }
    return new Cut(List.of(wanted.get(0)), wanted.get(0).number());
  }

  /**
   * Events to tell, and how far one is then.
   *
   * @param events in order; empty if nothing is to be told
   * @param last the number of the last event that this is about, told or not
   */
  record Cut(List<Event> events, long last) {}
}
