package io.heartwire.gateway.session;

import io.heartwire.core.liveness.DisconnectReason;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one INFO line for each departure, on a thread of its own: a log that blocks, blocks no event
 * loop. Thread safe. Lines that the executor refuses are dropped and counted.
 */
public final class DepartureLog implements Consumer<Departure> {
  private static final Logger LOG = LoggerFactory.getLogger("io.heartwire.departures");

  private final Executor executor;
  private final LongAdder dropped = new LongAdder();

  /**
   * Logs on {@code executor}, which must have a bounded queue and refuse what does not fit in it.
   */
  public DepartureLog(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void accept(Departure departure) {
    if (departure.disconnect().reason() == DisconnectReason.LATER) {
      // In a storm these are thousands a second: the admission logs them together.
      return;
    }
    try {
      executor.execute(() -> LOG.info("{}", DepartureText.of(departure)));
    } catch (RejectedExecutionException e) {
      dropped.increment();
    }
  }

  /** How many lines were dropped because the log was too slow, since the start. */
  public long dropped() {
    return dropped.sum();
  }
}
