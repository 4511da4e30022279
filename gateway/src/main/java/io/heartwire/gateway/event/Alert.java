package io.heartwire.gateway.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * An incident, or a target that is dead, as somebody is told of it: once when it begins, and once
 * when it is over.
 *
 * @param key the same for both: an incident's id, or the target's name
 * @param open whether it is going on; else it is over
 * @param since when it began, by the wall clock
 * @param at when this was found out, by the wall clock: for one that is over, its end
 * @param firstCause what the doctor said when it began: unlike the value {@code cause} it does not
 *     change
 * @param values texts by the names of {@link #NAMES}, each at most 400 characters in one line
 */
public record Alert(
    String key,
    boolean open,
    Instant since,
    Instant at,
    String firstCause,
    Map<String, String> values) {

  /** What there is to say about each; those of {@link #NUMBERS} are digits, the others any text. */
  public static final List<String> NAMES =
      List.of(
          "advice",
          "attached",
          "cause",
          "colour",
          "command",
          "confidence",
          "detail",
          "incident",
          "node",
          "severity",
          "since",
          "state",
          "subject",
          "suspects",
          "title",
          "until",
          "verdict",
          "victims");

  /** Those of {@link #NAMES} that are numbers, also where nothing is known: 0 then. */
  public static final Set<String> NUMBERS = Set.of("attached", "confidence", "suspects", "victims");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 400;

  public Alert {
    values = Map.copyOf(values);
  }

  /** The value of {@code name}, which is one of {@link #NAMES}. */
  public String value(String name) {
    return values.getOrDefault(name, "");
  }

  /**
   * Names what is told for ever, in letters, digits, dots and hyphens: the same however often it is
   * told, another one for its end.
   */
  public String fingerprint() {
    String name = value("node") + "." + key + (isTarget() ? "." + at.toEpochMilli() : "");
    return name.replaceAll("[^A-Za-z0-9.\\-]", "-") + (open ? ".open" : ".resolved");
  }

  /** Whether it is about a target. */
  public boolean isTarget() {
    return key.startsWith("target-");
  }

  /**
   * {@code event} as an alert; empty if it is nothing to be alarmed about.
   *
   * @param teller the node that tells it, which need not be the one that it happened on
   */
  static Optional<Alert> of(Event event, String teller) {
    EventType type = event.type();
    return switch (type) {
      case INCIDENT_OPENED, INCIDENT_CLOSED -> Optional.of(incident(event, teller));
      case TARGET_DOWN, TARGET_UP -> Optional.of(target(event, teller));
      default -> Optional.empty();
    };
  }

  private static Alert incident(Event event, String teller) {
    JsonNode data = parsed(event.data());
    boolean open = event.type() == EventType.INCIDENT_OPENED;
    String id = data.path("incident").asText("event-" + event.number());
    Instant since = instant(data.path("since").asText()).orElse(event.at());
    Map<String, String> values = new TreeMap<>();
    for (String name : NAMES) {
      values.put(name, clipped(data.path(name).asText(NUMBERS.contains(name) ? "0" : "")));
    }
    values.put("severity", "critical");
    String cause = data.path("cause").asText();
    return finished(
        new Alert(id, open, since, event.at(), data.path("firstCause").asText(cause), values),
        node(data, teller));
  }

  private static Alert target(Event event, String teller) {
    JsonNode data = parsed(event.data());
    boolean open = event.type() == EventType.TARGET_DOWN;
    String name = data.path("target").asText("of event " + event.number());
    Duration before = Duration.ofMillis(data.path(open ? "unseenMs" : "downMs").asLong());
    Map<String, String> values = new TreeMap<>();
    NAMES.forEach(it -> values.put(it, NUMBERS.contains(it) ? "0" : ""));
    values.put("cause", "target-down");
    values.put("subject", clipped(name));
    values.put("confidence", "1");
    values.put("detail", clipped(data.path("detail").asText()));
    values.put("severity", "warning");
    values.put("command", clipped("heartwire targets " + name));
    values.put("advice", "see whether it runs, and whether the way to it is open");
    String where = data.path("probe").asText() + " " + data.path("where").asText();
    values.put(
        "verdict",
        clipped("target " + name + " (" + where + ") is " + (open ? "dead" : "there again")));
    return finished(
        new Alert(
            "target-" + name, open, event.at().minus(before), event.at(), "target-down", values),
        node(data, teller));
  }

  /* Events of older versions do not say on which node they happened: there was one. */
  private static String node(JsonNode data, String teller) {
    return data.path("node").asText(teller);
  }

  private static Alert finished(Alert alert, String node) {
    Map<String, String> values = new TreeMap<>(alert.values);
    String state = alert.open ? "OPEN" : "RESOLVED";
    values.put("incident", clipped(alert.key));
    values.put("node", clipped(node));
    values.put("state", state);
    values.put("colour", alert.open ? "red" : "green");
    values.put("since", alert.since.truncatedTo(ChronoUnit.SECONDS).toString());
    values.put("until", alert.open ? "" : alert.at.truncatedTo(ChronoUnit.SECONDS).toString());
    values.put("title", clipped(state + " " + alert.key + " on " + node));
    return new Alert(alert.key, alert.open, alert.since, alert.at, alert.firstCause, values);
  }

  /** Receivers refuse what is too long; a line's end must not end a header. */
  private static String clipped(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    if (line.length() <= LONGEST) {
      return line;
    }
    int end = LONGEST - 1;
    return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  private static JsonNode parsed(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      // Somebody else has written into the file; that something happened is to be told all the
      // same.
      return MissingNode.getInstance();
    }
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
