package io.heartwire.gateway.event;

import io.heartwire.core.reconnect.Backoff;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.cluster.DeadLetters;
import io.heartwire.gateway.cluster.EngineAwayException;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.ForgottenException;
import io.heartwire.gateway.cluster.Turn;
import io.heartwire.gateway.cluster.TurnLostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one sink everything, in order, from where it was, while it is this gateway's turn to: its
 * cursor is durable, and moves once a batch was taken. A sink that fails is tried again for ever,
 * after waits that grow (decorrelated jitter, 0.5 to 60 s); nobody else waits for it. A batch that
 * it refuses is split; an event that it refuses alone, and often enough, becomes a dead letter.
 * Thread safe; runs on a thread of its own.
 */
final class SinkRunner implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkRunner.class);
  private static final long BREATH_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final Backoff BACKOFF =
      new Backoff.Decorrelated(Duration.ofMillis(500), Duration.ofSeconds(60));
  private static final long NOWHERE = -1;

  private final SinkSettings settings;
  private final String name;
  private final SinkTurn turn;
  private final ClusterEngine engine;
  private final DeadLetters deadLetters;
  private final Sinks.Parts parts;
  private final Optional<HostBreaker> breaker;
  private final Bell news = new Bell();
  private final AtomicLong rewind = new AtomicLong(NOWHERE);
  private final AtomicBoolean lettersWanted = new AtomicBoolean();
  private final SinkCounters counters = new SinkCounters();
  private final CountDownLatch placed = new CountDownLatch(1);
  private volatile boolean closed;

  /* Of the thread that runs. */
  private final Portion portion;
  private long waitNanos;
  private int refusals;
  private long letterAfter = NOWHERE;

  SinkRunner(
      SinkSettings settings,
      Supplier<EventSink> make,
      Sinks.Parts parts,
      Optional<HostBreaker> breaker) {
    this.settings = settings;
    this.name = settings.name();
    this.engine = parts.engine();
    this.deadLetters = engine.deadLetters();
    this.parts = parts;
    this.breaker = breaker;
    this.portion = new Portion(settings.batch());
    engine.onEvents(news::ring);
    this.turn = new SinkTurn(engine, name, make, news::ring);
  }

  /** What became of an attempt. */
  private enum Outcome {
    TAKEN,
    REFUSED,
    FAILED,
    /** There was none: its host is left alone, or the turn is over. */
    NONE
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        stepOrWait();
      }
    } catch (InterruptedException e) {
      // The gateway is being stopped; the cursor says where to go on.
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.error("sink {}: a defect of ours ends it", name, e);
        counters.troubled("a defect of ours ended it: see the log, and start the gateway again");
      }
    } finally {
      turn.close();
    }
  }

  private void stepOrWait() throws InterruptedException {
    try {
      step();
    } catch (EngineAwayException e) {
      if (counters.troubled(String.valueOf(e.getMessage()))) {
        LOG.warn("sink {} waits: {}", name, e.getMessage());
      }
      rest();
    } catch (TurnLostException e) {
      LOG.info("{}", e.getMessage());
    }
  }

  private void step() throws InterruptedException {
    if (placed.getCount() > 0) {
      counters.last.set(engine.cursor(name));
      placed.countDown();
    }
    switch (turn.look()) {
      case BEGINS -> begin();
      case SERVING -> serve();
      case LOST ->
          LOG.info("sink {} is not served here any more: another gateway goes on, if it may", name);
      case ELSEWHERE -> idle();
    }
  }

  /** Another gateway may have told it more than this one knows of. */
  private void begin() {
    counters.last.set(engine.cursor(name));
    counters.dead.set(deadLetters.count(name));
    waitNanos = 0;
    refusals = 0;
    letterAfter = NOWHERE;
    turn.begun();
    LOG.info("sink {} is served here, after event {}", name, counters.last.get());
  }

  private void idle() throws InterruptedException {
    counters.well();
    rewind.set(NOWHERE);
    lettersWanted.set(false);
    news.await(this::isDisturbed, BREATH_NANOS);
  }

  private void serve() throws InterruptedException {
    long from = rewind.getAndSet(NOWHERE);
    if (from != NOWHERE) {
      moveTo(Math.max(from, engine.oldestEvent() - 1));
    }
    if (lettersWanted.getAndSet(false)) {
      letterAfter = 0;
    }
    if (letterAfter != NOWHERE && !tellLetter()) {
      return;
    }
    List<Event> again = turn.sink().again();
    if (!again.isEmpty()) {
      attempt(again);
    }
    List<Event> events = read();
    if (!events.isEmpty()) {
      tell(settings.intake().cut(events));
    } else if (letterAfter == NOWHERE) {
      long last = counters.last.get();
      news.await(() -> isDisturbed() || engine.latestEvent() > last, BREATH_NANOS);
    }
  }

  private List<Event> read() throws InterruptedException {
    long last = counters.last.get();
    long oldest;
    try {
      List<Event> events = engine.events(last, portion.size());
      oldest = events.isEmpty() ? last + 1 : events.get(0).number();
      if (oldest == last + 1) {
        return events;
      }
    } catch (ForgottenException e) {
      oldest = e.oldest();
    }
    long lost = oldest - 1 - last;
    counters.missed.addAndGet(lost);
    LOG.error(
        "sink {} has missed {} events: they were forgotten before it took them; raise"
            + " presence.keep-events or presence.hold-bytes, or repair it sooner",
        name,
        lost);
    moveTo(oldest - 1);
    return List.of();
  }

  private void tell(Intake.Cut cut) throws InterruptedException {
    List<Event> events = cut.events();
    if (events.isEmpty()) {
      moveTo(cut.last());
      return;
    }
    switch (attempt(events)) {
      case TAKEN -> {
        moveTo(cut.last());
        portion.taken();
      }
      case REFUSED -> {
        if (events.size() > 1) {
          portion.refused(events.size());
          waitNanos = 0;
          rest();
        } else if (++refusals >= settings.giveUpAfter()) {
          bury(events.get(0));
        } else {
          rest();
        }
      }
      case FAILED -> rest();
      case NONE -> {}
    }
  }

  /** One dead letter more; false if the sink is in no state to take any. */
  private boolean tellLetter() throws InterruptedException {
    List<DeadLetter> letters = deadLetters.list(name, letterAfter, 1);
    if (letters.isEmpty()) {
      letterAfter = NOWHERE;
      LOG.info("sink {} was told its dead letters again: {} are left", name, counters.dead.get());
      return true;
    }
    Event event = letters.get(0).event();
    Outcome outcome = attempt(List.of(event));
    if (outcome == Outcome.FAILED) {
      rest();
    }
    if (outcome == Outcome.FAILED || outcome == Outcome.NONE) {
      return false;
    }
    if (outcome == Outcome.TAKEN) {
      counters.dead.set(durable(deadLetters.remove(name, event.number())));
    }
    letterAfter = event.number();
    return true;
  }

  private Outcome attempt(List<Event> events) throws InterruptedException {
    if (turn.isChanged()) {
      // To read them may have taken long: another gateway may be about to tell them.
      return Outcome.NONE;
    }
    long forbidden = breaker.isEmpty() ? 0 : breaker.get().ask(parts.clock().nanoTime());
    if (forbidden > 0) {
      news.await(this::isDisturbed, forbidden);
      return Outcome.NONE;
    }
    boolean said = false;
    try {
      turn.sink().deliver(events);
      said = true;
      breaker.ifPresent(HostBreaker::answered);
      counters.delivered.addAndGet(events.size());
      if (counters.well()) {
        LOG.info("sink {} works again", name);
      }
      waitNanos = 0;
      return Outcome.TAKEN;
    } catch (SinkException e) {
      said = true;
      failed(e);
      return e.fault() == SinkException.Fault.EVENTS ? Outcome.REFUSED : Outcome.FAILED;
    } finally {
      if (!said) {
        breaker.ifPresent(HostBreaker::abandoned);
      }
    }
  }

  private void failed(SinkException e) {
    if (e.fault() == SinkException.Fault.OTHER_SIDE) {
      breaker.ifPresent(it -> it.failed(parts.clock().nanoTime()));
    } else {
      breaker.ifPresent(HostBreaker::answered);
    }
    counters.failures.incrementAndGet();
    String why = String.valueOf(e.getMessage());
    if (counters.troubled(why)) {
      LOG.warn("sink {} does not take its events, and is tried again: {}", name, why);
    }
  }

  private void rest() throws InterruptedException {
    waitNanos = BACKOFF.nextNanos(waitNanos, parts.random());
    news.await(this::isDisturbed, waitNanos);
  }

  private void bury(Event event) throws InterruptedException {
    String why = counters.problem().orElse("");
    DeadLetters.Buried buried =
        durable(turn.bury(new DeadLetter(name, event, parts.wallClock().instant(), why)));
    arrived(event.number());
    counters.dead.set(buried.kept());
    counters.givenUp.incrementAndGet();
    counters.dropped.addAndGet(buried.dropped());
    LOG.warn(
        "sink {} has refused event {} {} times, and goes on without it: it is kept with its dead"
            + " letters ('heartwire sinks dead-letters {}'); {}",
        name,
        event.number(),
        settings.giveUpAfter(),
        name,
        why);
  }

  /** Durable before the next batch: a kill costs one batch told twice. */
  private void moveTo(long number) throws InterruptedException {
    durable(turn.advance(number));
    arrived(number);
  }

  private void arrived(long number) {
    counters.last.set(number);
    waitNanos = 0;
    refusals = 0;
  }

  private <T> T durable(CompletionStage<T> stage) throws InterruptedException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EngineAwayException away) {
        throw away;
      }
      if (e.getCause() instanceof TurnLostException lost) {
        throw lost;
      }
      throw new IllegalStateException("what sink " + name + " has taken cannot be kept", e);
    }
  }

  private boolean isDisturbed() {
    return closed || turn.isChanged() || rewind.get() != NOWHERE || lettersWanted.get();
  }

  /** Whether it tells each event once, and nothing again. */
  boolean tellsOnce() {
    return settings.intake().alerts();
  }

  /** Tells it again what follows {@code number}, unless it {@link #tellsOnce}. */
  void replay(long number) {
    if (tellsOnce()) {
      return;
    }
    rewind.set(number);
    news.ring();
  }

  /** Tells it its dead letters again, each once. */
  void replayDeadLetters() {
    lettersWanted.set(true);
    news.ring();
  }

  /**
   * Waits until it knows where to go on: a new sink is told what happens from then on.
   *
   * @return false if that takes longer than {@code millis}, because the disk is full for instance
   */
  boolean awaitPlace(long millis) throws InterruptedException {
    return placed.await(millis, TimeUnit.MILLISECONDS);
  }

  /** It stops; its thread is to be interrupted afterwards. */
  void close() {
    closed = true;
    news.ring();
  }

  SinkState state() {
    Optional<Turn.Seen> elsewhere = turn.elsewhere();
    long at = elsewhere.map(Turn.Seen::cursor).orElseGet(counters.last::get);
    return new SinkState(
        name,
        settings.type(),
        turn.servedBy(parts.node()),
        at,
        Math.max(0, engine.latestEvent() - at),
        counters.delivered.get(),
        counters.failures.get(),
        counters.missed.get(),
        at + 1 < engine.oldestEvent(),
        counters.deadLetters(elsewhere.map(Turn.Seen::deadLetters)),
        breaker.map(it -> it.state(parts.clock().nanoTime())),
        counters.problem());
  }
}
