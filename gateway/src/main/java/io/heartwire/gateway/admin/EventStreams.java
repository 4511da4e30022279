package io.heartwire.gateway.admin;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.ForgottenException;
import io.heartwire.gateway.event.Bell;
import io.heartwire.gateway.event.EventText;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readers of the event stream (server-sent events, WHATWG HTML), one thread each, up to a bound:
 * one that reads slowly waits for itself alone. Thread safe.
 */
final class EventStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  static final int MOST = 32;
  private static final int BATCH = 500;
  private static final long BREATH_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long CLOSE_SECONDS = 2;

  private final ClusterEngine engine;
  private final EventText json;
  private final ExecutorService threads;
  private final Bell news = new Bell();
  private final AtomicInteger readers = new AtomicInteger();
  private volatile boolean closed;

  EventStreams(ClusterEngine engine, EventText json, ThreadFactory threads) {
    this.engine = engine;
    this.json = json;
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            BREATH_NANOS,
            TimeUnit.NANOSECONDS,
            new SynchronousQueue<>(),
            threads);
    engine.onEvents(news::ring);
  }

  /** Answers {@code request} with all that follows {@code after}, until the reader goes. */
  void open(Context request, long after) {
    if (readers.incrementAndGet() > MOST) {
      readers.decrementAndGet();
      throw new Refusal(
          503,
          "Too many readers",
          MOST + " readers follow the events already: close one, or read by cursor");
    }
    request.contentType("text/event-stream; charset=utf-8");
    request.header("X-Accel-Buffering", "no");
    request.async(
        task -> {
          task.executor = threads;
          task.timeout = 0L;
        },
        () -> {
          try {
            feed(request.res().getOutputStream(), after);
          } catch (IOException | InterruptedException e) {
            LOG.debug("a reader of the events has gone", e);
          } finally {
            readers.decrementAndGet();
          }
        });
  }

  private void feed(OutputStream out, long after) throws IOException, InterruptedException {
    long last = after;
    try {
      write(out, ": events after " + after + "\n\n");
      while (!closed) {
        List<Event> events = engine.events(last, BATCH);
        if (events.isEmpty()) {
          long known = last;
          if (!news.await(() -> closed || engine.latestEvent() > known, BREATH_NANOS)) {
            // Finds out whether the reader is still there, and lets it find out the same of us.
            write(out, ":\n\n");
          }
          continue;
        }
        var text = new StringBuilder();
        for (Event event : events) {
          text.append("id: ").append(event.number()).append("\ndata: ");
          text.append(json.line(event)).append("\n\n");
          last = event.number();
        }
        write(out, text.toString());
      }
    } catch (ForgottenException e) {
      write(out, "event: gone\ndata: " + e.getMessage() + "\n\n");
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /**
   * Ends all of them, and waits for them for a moment: the server does not outlive its requests.
   */
  @Override
  public void close() {
    closed = true;
    news.ring();
    threads.shutdown();
    try {
      threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
