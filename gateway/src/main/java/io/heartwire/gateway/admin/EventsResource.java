package io.heartwire.gateway.admin;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.ForgottenException;
import io.heartwire.gateway.event.CloudEvent;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** {@code /api/v1/events}: what happened, in order, by cursor or as it happens. */
final class EventsResource {
  private final AdminSources sources;
  private final ClusterEngine engine;
  private final EventStreams streams;

  EventsResource(AdminSources sources, EventStreams streams) {
    this.sources = sources;
    this.engine = sources.engine();
    this.streams = streams;
  }

  void list(Context request) {
    Query query = Query.of(request, "limit", "after", "latest");
    long latest = engine.latestEvent();
    long after =
        query
            .text("after")
            .map(EventsResource::number)
            .orElseGet(() -> query.flag("latest") ? Math.max(0, latest - query.limit()) : 0);
    List<Event> events = events(after, query.limit());
    long last = events.isEmpty() ? after : events.get(events.size() - 1).number();
    request.json(
        new Listing<>(
            events.stream().map(event -> CloudEvent.of(event, sources.config().node())).toList(),
            Math.max(events.size(), latest - after),
            last < latest ? Optional.of(Long.toString(last)) : Optional.empty()));
  }

  private List<Event> events(long after, int limit) {
    try {
      return engine.events(after, limit);
    } catch (ForgottenException e) {
      throw new Refusal(410, "Gone", String.valueOf(e.getMessage()));
    }
  }

  /** Server-sent events from the cursor on, without end. */
  void stream(Context request) {
    Query query = Query.of(request, "after");
    long after =
        Optional.ofNullable(request.header("Last-Event-ID"))
            .or(() -> query.text("after"))
            .map(EventsResource::number)
            .orElseGet(engine::latestEvent);
    events(after, 1);
    streams.open(request, after);
  }

  static long number(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw Refusal.badRequest(
          "after ("
              + text
              + ") must be the number of the last event you have: 0 begins with the oldest");
    }
    return Long.parseLong(text);
  }
}
