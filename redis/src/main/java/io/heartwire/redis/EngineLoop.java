package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.Presences;
import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of an engine: renews the lease, follows the log, and, on the node that leads,
 * takes events into the log and does what is due by itself. Correctness does not rest on there
 * being one leader.
 */
final class EngineLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);
  private static final long ROUND_MS = 20;
  private static final long LEADER_MS = 3_000;
  private static final int ANNOUNCED_AT_A_TIME = 100;

  private static final long SETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Longer than a grace, after which there may be an end of what has ended before. */
  private static final long CAREFUL_MS = TimeUnit.HOURS.toMillis(6);

  private final Footing on;
  private final NanoClock clock;
  private final Parts parts;
  private final Semaphore news = new Semaphore(0);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Every leading;
  private final Every graces;
  private final Every messages;
  private final Every counts;
  private final Every deaths;
  private final Every forgetting;
  private final Every looking;
  private volatile Runnable look = () -> {};

  /**
   * Whoever was out of reach of Redis itself counts nobody as dead before everybody has had the
   * time to renew a lease: it may have been Redis that was away.
   */
  private long inTouchSince;

  private long connects = -1;
  private boolean leads;
  private boolean troubled;

  /**
   * What it drives.
   *
   * @param sequencer takes events into the log
   * @param succession buries nodes
   * @param retention forgets
   * @param timeouts come out
   * @param holds keep back
   * @param turns to serve readers
   * @param tally of clients
   * @param messageTally of messages
   * @param heldReleases writes what is held
   * @param rollCall compares what this gateway holds
   * @param mending ends what nobody holds, and Redis has lost
   * @param restoring what Redis must have, if it has lost it
   */
  record Parts(
      Sequencer sequencer,
      Succession succession,
      Retention retention,
      RedisTimeouts timeouts,
      RedisHolds holds,
      RedisTurns turns,
      Tally tally,
      MessageTally messageTally,
      Runnable heldReleases,
      RollCall rollCall,
      Mending mending,
      Runnable restoring) {}

  EngineLoop(Footing on, NanoClock clock, Parts parts) {
    this.on = on;
    this.clock = clock;
    this.parts = parts;
    this.inTouchSince = clock.nanoTime();
    this.leading = new Every(clock, 1_000);
    this.graces = new Every(clock, 50);
    this.messages = new Every(clock, 50);
    this.counts = new Every(clock, 1_000);
    this.deaths = new Every(clock, 500);
    this.forgetting = new Every(clock, 10_000);
    this.looking = new Every(clock, 1_000);
  }

  /** Looks who else is there, once a second; before the thread begins. */
  void beside(Runnable others) {
    look = others;
  }

  /** There is something to take into the log. From any thread. */
  void wake() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  @Override
  public void run() {
    while (!closing.get()) {
      try {
        if (news.tryAcquire(ROUND_MS, TimeUnit.MILLISECONDS)) {
          news.drainPermits();
        }
        round();
        recovered();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        failed(e);
      }
    }
  }

  /** What was asked for before is in the log when this returns, if this node leads. */
  void round() {
    renew();
    if (connects < 0) {
      connects = on.link().connects();
    } else if (on.link().connects() != connects) {
      inTouchAgain();
    }
    if (leading.due()) {
      lead();
    }
    if (leads) {
      parts.timeouts().fire();
      if (graces.due()) {
        announce();
      }
      if (messages.due()) {
        giveUpMessages();
      }
      parts.mending().step();
      while (parts.sequencer().pass()) {
        on.tail().follow();
        renew();
      }
    }
    on.tail().follow();
    parts.heldReleases().run();
    if (parts.rollCall().step()) {
      wake();
    }
    if (counts.due()) {
      count();
    }
    if (looking.due()) {
      look.run();
    }
    if (leads && deaths.due()) {
      long lease = TimeUnit.MILLISECONDS.toNanos(on.self().times().leaseMs());
      if (clock.nanoTime() - inTouchSince >= lease) {
        parts.succession().expelTheDead();
      }
      parts.succession().buryTheDead();
    }
    if (leads && forgetting.due()) {
      parts.sequencer().tidy();
      parts.retention().step(on.link().micros());
    }
  }

  private void renew() {
    on.self()
        .renewIfDue()
        .ifPresent(
            fresh -> {
              parts.succession().follow(on.self().node(), fresh, Duration.ZERO);
              on.self().adopt(fresh);
              parts.restoring().run();
              parts.rollCall().begunAnew(fresh.silence());
            });
    parts.turns().step();
  }

  /** What answers now may be another server, or have lost what it had acknowledged. */
  private void inTouchAgain() {
    connects = on.link().connects();
    parts.sequencer().forget();
    if (on.link().isCluster()) {
      beCareful();
    }
    on.tail().again();
    parts.restoring().run();
    // Before anything gets a number: the largest that is known is told with it.
    lead();
    parts.rollCall().inTouchAgain();
  }

  /* Another master may have lost the end of what a partition had, and the log knows of it. */
  private void beCareful() {
    SetArgs soLong = SetArgs.Builder.px(CAREFUL_MS);
    on.link().await(on.link().commands().set(on.keys().log("careful"), "1", soLong));
    parts.mending().failedOver();
  }

  private void lead() {
    boolean before = leads;
    leads = false;
    leads = on.self().problem().isEmpty() && askForLead(LEADER_MS);
    if (leads && !before) {
      parts.sequencer().forget();
    }
  }

  private boolean askForLead(long forMs) {
    Reply reply =
        on.link()
            .await(
                on.link()
                    .run(
                        Script.LEAD,
                        on.keys().log(),
                        on.self().node(),
                        on.self().incarnation(),
                        Long.toString(forMs),
                        Long.toString(on.tail().latest())));
    return reply.number(0) == 1;
  }

  private void announce() {
    List<String> values = new ArrayList<>();
    values.add(Integer.toString(ANNOUNCED_AT_A_TIME));
    values.addAll(parts.holds().arguments(on.link().micros()));
    String[] how = values.toArray(String[]::new);
    List<Integer> busy = new ArrayList<>();
    Keys.partitions().forEach(busy::add);
    while (!busy.isEmpty()) {
      List<CompletionStage<Reply>> asked = new ArrayList<>();
      busy.forEach(
          i ->
              asked.add(
                  parts.tally().heed(on.link().run(Script.EXPIRE, on.keys().of(i), how), i, 2)));
      List<Integer> again = new ArrayList<>();
      for (int k = 0; k < asked.size(); k++) {
        Reply reply = on.link().await(asked.get(k));
        parts.holds().heldBack(reply.number(1));
        if (reply.number(0) + reply.number(1) >= ANNOUNCED_AT_A_TIME) {
          again.add(busy.get(k));
        }
      }
      busy = again;
      // In a crowd others wait for their numbers, and the lease does not wait either.
      parts.sequencer().pass();
      on.tail().follow();
      renew();
    }
  }

  private void giveUpMessages() {
    String horizon = Long.toString(on.link().micros() - parts.retention().ageMicros());
    List<CompletionStage<Reply>> asked = new ArrayList<>();
    Keys.partitions()
        .forEach(
            i ->
                asked.add(
                    on.link()
                        .run(
                            Script.GIVEUP,
                            on.keys().of(i),
                            Integer.toString(ANNOUNCED_AT_A_TIME),
                            horizon)));
    for (CompletionStage<Reply> one : asked) {
      Reply clients = on.link().await(one);
      for (int k = 0; k < clients.size(); k++) {
        parts.messageTally().expired(clients.text(k));
      }
    }
  }

  /** What other nodes have changed. */
  void count() {
    List<CompletionStage<Void>> asked = new ArrayList<>();
    Keys.partitions()
        .forEach(
            i ->
                asked.add(
                    on.link()
                        .commands()
                        .hmget(on.keys().of(i) + "counts", "2", "1", "0")
                        .thenAccept(counts -> parts.tally().said(i, presences(counts)))));
    asked.forEach(on.link()::await);
  }

  private static Presences presences(List<KeyValue<String, String>> counts) {
    return new Presences(number(counts, 0), number(counts, 1), number(counts, 2));
  }

  private static long number(List<KeyValue<String, String>> values, int at) {
    return Long.parseLong(values.get(at).getValueOrElse("0"));
  }

  private void failed(RuntimeException e) {
    leads = false;
    inTouchSince = clock.nanoTime();
    parts.sequencer().forget();
    if (!troubled && !closing.get()) {
      troubled = true;
      LOG.error(
          "presence is out of reach: {}; connections stay, and it is tried again", e.getMessage());
      LOG.debug("out of reach", e);
    }
    // Redis may be out of reach for long: not in a hot loop.
    pause();
  }

  private void pause() {
    try {
      news.tryAcquire(Integer.MAX_VALUE, ROUND_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /* In a Redis Cluster rounds go well that do not ask the one that is away. */
  private void recovered() {
    if (troubled && clock.nanoTime() - inTouchSince >= SETTLED_NANOS) {
      inTouchAgain();
      troubled = false;
      LOG.info("presence is in reach again");
    }
  }

  /** {@link #run} returns soon. */
  void close() {
    closing.set(true);
    wake();
  }

  /** Once {@link #run} has returned: what was asked for gets into the log, and others take over. */
  void finish() {
    round();
    if (leads) {
      askForLead(0);
    }
    parts.turns().end();
    on.self().end();
  }

  /** A thing that is due every so often. */
  private static final class Every {
    private final NanoClock clock;
    private final long nanos;
    private long next;

    Every(NanoClock clock, long millis) {
      this.clock = clock;
      this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      this.next = clock.nanoTime();
    }

    boolean due() {
      long now = clock.nanoTime();
      if (now - next < 0) {
        return false;
      }
      next = now + nanos;
      return true;
    }
  }
}
