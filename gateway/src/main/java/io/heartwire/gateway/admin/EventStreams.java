package io.heartwire.gateway.admin;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.ForgottenException;
import io.heartwire.gateway.event.EventText;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The event stream, and its readers; see {@link StreamReaders}. Thread safe. */
final class EventStreams implements AutoCloseable {
  private static final int BATCH = 500;
  private static final long BREATH_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ClusterEngine engine;
  private final EventText json;
  private final StreamReaders readers;

  EventStreams(ClusterEngine engine, EventText json, ThreadFactory threads) {
    this.engine = engine;
    this.json = json;
    this.readers = new StreamReaders("events", threads);
    engine.onEvents(readers::ring);
  }

  /** Answers {@code request} with all that follows {@code after}, until the reader goes. */
  void open(Context request, long after) {
    readers.open(request, reader -> feed(reader, after));
  }

  private void feed(StreamReaders.Reader reader, long after)
      throws IOException, InterruptedException {
    long last = after;
    try {
      reader.write(": events after " + after + "\n\n");
      while (reader.isOpen()) {
        List<Event> events = engine.events(last, BATCH);
        if (events.isEmpty()) {
          long known = last;
          if (!reader.await(() -> engine.latestEvent() > known, BREATH_NANOS)) {
            // Finds out whether the reader is still there, and lets it find out the same of us.
            reader.write(":\n\n");
          }
          continue;
        }
        var text = new StringBuilder();
        for (Event event : events) {
          text.append("id: ").append(event.number()).append("\ndata: ");
          text.append(json.line(event)).append("\n\n");
          last = event.number();
        }
        reader.write(text.toString());
      }
    } catch (ForgottenException e) {
      reader.write("event: gone\ndata: " + e.getMessage() + "\n\n");
    }
  }

  @Override
  public void close() {
    readers.close();
  }
}
