package io.heartwire.gateway.admin;

import io.heartwire.gateway.event.Bell;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readers of one stream of server-sent events (WHATWG HTML), one thread each, up to {@value #MOST}:
 * one that reads slowly waits for itself alone. Thread safe.
 */
final class StreamReaders implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamReaders.class);
  static final int MOST = 32;
  private static final long IDLE_SECONDS = 10;
  private static final long CLOSE_SECONDS = 2;

  private final String what;
  private final ExecutorService threads;
  private final Bell news = new Bell();
  private final AtomicInteger readers = new AtomicInteger();
  private volatile boolean closed;

  /** What one reader is told, until it goes or the stream is closed. */
  interface Feed {
    void to(Reader reader) throws IOException, InterruptedException;
  }

  /** Readers of {@code what}. */
  StreamReaders(String what, ThreadFactory threads) {
    this.what = what;
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            threads);
  }

  /** Answers {@code request} with {@code feed}, until the reader goes. */
  void open(Context request, Feed feed) {
    if (readers.incrementAndGet() > MOST) {
      readers.decrementAndGet();
      throw new Refusal(
          503,
          "Too many readers",
          MOST + " readers follow the " + what + " already: close one, or ask now and then");
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
            feed.to(new Reader(request.res().getOutputStream()));
          } catch (IOException | InterruptedException e) {
            LOG.debug("a reader of the {} has gone", what, e);
          } finally {
            readers.decrementAndGet();
          }
        });
  }

  /** There is something new. */
  void ring() {
    news.ring();
  }

  /** One of them; used by its own thread only. */
  final class Reader {
    private final OutputStream out;

    private Reader(OutputStream out) {
      this.out = out;
    }

    boolean isOpen() {
      return !closed;
    }

    void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    /** Waits until {@code come} holds or all is closed; false if neither is so in time. */
    boolean await(BooleanSupplier come, long nanos) throws InterruptedException {
      return news.await(() -> closed || come.getAsBoolean(), nanos);
    }
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
