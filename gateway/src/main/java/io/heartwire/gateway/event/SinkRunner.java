package io.heartwire.gateway.event;

import io.heartwire.core.reconnect.Backoff;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.ForgottenException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one sink everything, in order, from where it was: its cursor is durable, and moves once a
 * batch was taken. A sink that fails is tried again for ever, after waits that grow (decorrelated
 * jitter, 0.5 to 60 s); nobody else waits for it. Thread safe; runs on a thread of its own.
 */
final class SinkRunner implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkRunner.class);
  private static final long BREATH_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final Backoff BACKOFF =
      new Backoff.Decorrelated(Duration.ofMillis(500), Duration.ofSeconds(60));
  private static final long NONE = -1;

  private final String name;
  private final String type;
  private final EventSink sink;
  private final int batch;
  private final ClusterEngine engine;
  private final RandomGenerator random;
  private final Bell news = new Bell();
  private final AtomicLong last = new AtomicLong();
  private final AtomicLong rewind = new AtomicLong(NONE);
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private final AtomicReference<@Nullable String> problem = new AtomicReference<>();
  private volatile boolean closed;

  SinkRunner(SinkSettings settings, EventSink sink, ClusterEngine engine, RandomGenerator random) {
    this.name = settings.name();
    this.type = settings.type();
    this.batch = settings.batch();
    this.sink = sink;
    this.engine = engine;
    this.random = random;
    engine.onEvents(news::ring);
  }

  /**
   * What every sink has.
   *
   * @param name as in the configuration; its cursor is kept under it
   * @param type what it is
   * @param batch so many events at a time
   */
  record SinkSettings(String name, String type, int batch) {}

  @Override
  public void run() {
    try {
      last.set(engine.cursor(name));
      while (!closed) {
        step();
      }
    } catch (InterruptedException e) {
      // The gateway is being stopped; the cursor says where to go on.
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.error("sink {}: a defect of ours ends it", name, e);
        problem.set("a defect of ours ended it: see the log, and start the gateway again");
      }
    } finally {
      sink.close();
    }
  }

  private void step() throws InterruptedException {
    long from = rewind.getAndSet(NONE);
    if (from != NONE) {
      moveTo(from);
    }
    List<Event> events;
    try {
      events = engine.events(last.get(), batch);
    } catch (ForgottenException e) {
      long lost = e.oldest() - 1 - last.get();
      missed.addAndGet(lost);
      LOG.error(
          "sink {} has missed {} events: they were forgotten before it took them; raise"
              + " presence.keep-events or presence.keep-bytes, or repair it sooner",
          name,
          lost);
      moveTo(e.oldest() - 1);
      return;
    }
    if (events.isEmpty()) {
      news.await(() -> isDisturbed() || engine.latestEvent() > last.get(), BREATH_NANOS);
    } else if (delivered(events)) {
      moveTo(events.get(events.size() - 1).number());
    }
  }

  /** False if it is to be done again, or the sink was closed or rewound meanwhile. */
  private boolean delivered(List<Event> events) throws InterruptedException {
    long wait = 0;
    while (!isDisturbed()) {
      try {
        sink.deliver(events);
        delivered.addAndGet(events.size());
        if (problem.getAndSet(null) != null) {
          LOG.info("sink {} works again", name);
        }
        return true;
      } catch (SinkException e) {
        failures.incrementAndGet();
        String why = String.valueOf(e.getMessage());
        if (!why.equals(problem.getAndSet(why))) {
          LOG.warn("sink {} does not take its events, and is tried again: {}", name, why);
        }
      }
      wait = BACKOFF.nextNanos(wait, random);
      news.await(this::isDisturbed, wait);
    }
    return false;
  }

  /** Durable before the next batch: a kill costs one batch told twice. */
  private void moveTo(long number) throws InterruptedException {
    try {
      engine.advance(name, number).toCompletableFuture().get();
      last.set(number);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the cursor of sink " + name + " cannot be kept", e);
    }
  }

  private boolean isDisturbed() {
    return closed || rewind.get() != NONE;
  }

  /** Tells it again what follows {@code number}. */
  void replay(long number) {
    rewind.set(number);
    news.ring();
  }

  /** It stops; its thread is to be interrupted afterwards. */
  void close() {
    closed = true;
    news.ring();
  }

  SinkState state() {
    long at = last.get();
    return new SinkState(
        name,
        type,
        at,
        Math.max(0, engine.latestEvent() - at),
        delivered.get(),
        failures.get(),
        missed.get(),
        Optional.ofNullable(problem.get()));
  }
}
