package io.heartwire.gateway.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.Event;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells an Alertmanager. It forgets what it is not told again: an alert that is open is repeated
 * about once a minute, and ends by itself a quarter of an hour after the last repetition. The
 * labels stay the same from beginning to end, or the end would be that of another alert. NOT thread
 * safe.
 */
final class AlertmanagerSink implements EventSink {
  /** An open alert is told again after this. */
  static final Duration REPEAT = Duration.ofSeconds(60);

  /** So long an Alertmanager holds an open alert that is not told again. */
  static final Duration HELD = Duration.ofMinutes(15);

  /** What is still open after this is not repeated any more. */
  static final Duration LONGEST = Duration.ofDays(7);

  /** The alerts that are known at the same time; beyond, the one known longest is forgotten. */
  static final int KNOWN_MAX = 1_000;

  private final HttpSender sender;
  private final EventText text;
  private final InstantSource wallClock;
  private final Map<String, Told> known = new LinkedHashMap<>();
  private Instant toldAt;

  /** What of an alert was told last. */
  private record Told(Event event, Alert alert) {
    /** Of two nodes each may have one of the same name. */
    String key() {
      return alert.value("node") + " " + alert.key();
    }
  }

  AlertmanagerSink(HttpSender sender, EventText text, InstantSource wallClock) {
    this.sender = sender;
    this.text = text;
    this.wallClock = wallClock;
    this.toldAt = wallClock.instant();
  }

  @Override
  public void deliver(List<Event> events) throws SinkException, InterruptedException {
    List<Told> told = new ArrayList<>();
    events.forEach(event -> text.alert(event).ifPresent(it -> told.add(new Told(event, it))));
    // A dead letter may come after the end of its incident, which it must not open again.
    told.removeIf(this::isOutdated);
    if (told.isEmpty()) {
      return;
    }
    Instant now = wallClock.instant();
    ArrayNode body = JsonNodeFactory.instance.arrayNode();
    told.forEach(it -> body.add(alert(it.alert(), now)));
    HttpRequest request =
        sender
            .request()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    sender.send(request);
    told.forEach(this::remember);
  }

  private boolean isOutdated(Told told) {
    Told last = known.get(told.key());
    return last != null && last.event().number() > told.event().number();
  }

  private void remember(Told told) {
    known.remove(told.key());
    known.put(told.key(), told);
    if (known.size() > KNOWN_MAX) {
      Iterator<String> eldest = known.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  @Override
  public List<Event> again() {
    Instant now = wallClock.instant();
    // The wall clock may be set back: a distance in either direction is time that has passed.
    if (Duration.between(toldAt, now).abs().compareTo(REPEAT) < 0) {
      return List.of();
    }
    toldAt = now;
    return known.values().stream()
        .filter(it -> it.alert().open())
        .filter(it -> Duration.between(it.alert().at(), now).compareTo(LONGEST) < 0)
        .map(Told::event)
        .toList();
  }

  private static ObjectNode alert(Alert alert, Instant now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode labels = json.putObject("labels");
    labels.put("alertname", alert.isTarget() ? "HeartwireTargetDown" : "HeartwireIncident");
    labels.put("node", alert.value("node"));
    labels.put("cause", alert.firstCause());
    labels.put("severity", alert.value("severity"));
    labels.put("incident", alert.value("incident"));
    ObjectNode annotations = json.putObject("annotations");
    annotations.put("summary", alert.value("verdict"));
    annotations.put(
        "description",
        alert.value("detail")
            + (alert.isTarget()
                ? ""
                : "; "
                    + alert.value("victims")
                    + " of "
                    + alert.value("attached")
                    + " clients left, "
                    + alert.value("suspects")
                    + " do not answer; confidence "
                    + alert.value("confidence")));
    annotations.put("advice", alert.value("advice"));
    annotations.put("command", alert.value("command"));
    json.put("startsAt", alert.since().toString());
    Instant end = alert.open() ? now.plus(HELD) : alert.at();
    // An end before the start is refused, and a wall clock can be set back.
    json.put("endsAt", (end.isBefore(alert.since()) ? alert.since() : end).toString());
    return json;
  }

  @Override
  public void close() {
    // What is under way was cancelled with its thread.
  }
}
