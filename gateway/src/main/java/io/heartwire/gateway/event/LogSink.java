package io.heartwire.gateway.event;

import io.heartwire.gateway.cluster.Event;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events to the log, as JSON, one line each. */
final class LogSink implements EventSink {
  private static final Logger LOG = LoggerFactory.getLogger("io.heartwire.events");

  private final EventText text;

  LogSink(EventText text) {
    this.text = text;
  }

  @Override
  public void deliver(List<Event> events) {
    events.forEach(event -> LOG.info("{}", text.line(event)));
  }

  @Override
  public void close() {
    // The log is not ours to close.
  }
}
