package io.heartwire.gateway;

import io.heartwire.core.liveness.BreakerEvent;
import io.heartwire.netty.HeartbeatListener;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what the detector notices of itself, on a thread that may block. Thread safe. */
final class DetectorLog implements HeartbeatListener {
  private static final Logger LOG = LoggerFactory.getLogger(DetectorLog.class);

  private final Executor executor;
  private final List<HeartbeatListener> others = new CopyOnWriteArrayList<>();

  DetectorLog(Executor executor) {
    this.executor = executor;
  }

  /** From now on {@code listener} hears of the same, on event loops. */
  void observe(HeartbeatListener listener) {
    others.add(listener);
  }

  @Override
  public void stalled(String loop, long stalledMs, Optional<Boolean> kernelHeard) {
    others.forEach(it -> it.stalled(loop, stalledMs, kernelHeard));
    log(
        () ->
            LOG.warn(
                "{} could not listen for {} ms: silence within it is held against nobody; look for"
                    + " a handler that blocks, GC pauses, or too few processors",
                loop,
                stalledMs));
  }

  @Override
  public void breaker(BreakerEvent event) {
    others.forEach(it -> it.breaker(event));
    log(() -> LOG.warn("incident {}: {}", event.incident(), event.why()));
  }

  private void log(Runnable line) {
    try {
      executor.execute(line);
    } catch (RejectedExecutionException e) {
      // The queue is full of departures, each of which says more: this line is worth less.
    }
  }
}
