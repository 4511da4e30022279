package io.heartwire.cli.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.core.time.NanoClock;
import java.io.IOException;
import java.io.Writer;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened to each device, as one JSON object a line: {@code at} (ISO 8601), {@code nanos}
 * (monotonic), {@code device}, {@code event} and its values. Events are {@code connect}, {@code
 * online}, {@code write} and {@code read} (with {@code bytes}), {@code lost} (with {@code reason}
 * and {@code detail}), {@code closed}, {@code silent}, {@code frozen} and {@code self-stall} (with
 * {@code ms}).
 *
 * <p>Thread safe; never blocks an event loop. At most 200,000 lines wait to be written, more are
 * dropped and counted.
 */
public final class FleetLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FleetLog.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CAPACITY = 200_000;

  private final Writer target;
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final AtomicLong dropped = new AtomicLong();
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(CAPACITY),
          (line, queue) -> dropped.incrementAndGet());

  /** Writes to {@code target}, and closes it in the end. */
  public FleetLog(Writer target, NanoClock clock, InstantSource wallClock) {
    this.target = target;
    this.clock = clock;
    this.wallClock = wallClock;
  }

  /** Something happened to {@code device}. */
  void event(String device, String event) {
    write(line(device, event));
  }

  /** Something happened to {@code device} that has a size or a length. */
  void event(String device, String event, String unit, long value) {
    write(line(device, event).put(unit, value));
  }

  /** {@code device} lost its connection. */
  void lost(String device, String reason, String detail) {
    write(line(device, "lost").put("reason", reason).put("detail", detail));
  }

  private ObjectNode line(String device, String event) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("at", wallClock.instant().toString())
        .put("nanos", clock.nanoTime())
        .put("device", device)
        .put("event", event);
  }

  private void write(ObjectNode line) {
    writer.execute(
        () -> {
          try {
            target.write(JSON.writeValueAsString(line));
            target.write('\n');
            if (writer.getQueue().isEmpty()) {
              target.flush();
            }
          } catch (IOException e) {
            dropped.incrementAndGet();
          }
        });
  }

  /** Lines that could not be written. */
  long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("{} lines of the fleet's log were not written in time", writer.getQueue().size());
      }
      target.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("the fleet's log could not be written to its end: {}", e.getMessage());
    }
    if (dropped.get() > 0) {
      LOG.warn("{} lines of the fleet's log were dropped", dropped.get());
    }
  }
}
