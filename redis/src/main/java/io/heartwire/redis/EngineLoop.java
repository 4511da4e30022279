package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.Presences;
import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

  private static final long SETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Longer than a grace, after which there may be an end of what has ended before. */
  private static final long CAREFUL_MS = TimeUnit.HOURS.toMillis(6);

  /** More than a replica may lag behind: so many numbers are left out when it takes over. */
  private static final long LOST_NUMBERS = 10_000;

  private final Footing on;
  private final NanoClock clock;
  private final Parts parts;
  private final Bell bell;
  private final Outage outage;
  private final Deadlines deadlines;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Every leading;
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

  /** The node that leads, if it is another one; empty if it is not known. */
  private String leader = "";

  private boolean troubled;

  /**
   * What it drives.
   *
   * @param sequencer takes events into the log
   * @param succession buries nodes
   * @param retention forgets
   * @param turns to serve readers
   * @param due what comes due by itself
   * @param heldReleases writes what is held
   * @param rollCall compares what this gateway holds
   * @param mending ends what nobody holds, and Redis has lost
   * @param restoring what Redis must have, if it has lost it
   */
  record Parts(
      Sequencer sequencer,
      Succession succession,
      Retention retention,
      RedisTurns turns,
      Deadlines.Parts due,
      Runnable heldReleases,
      RollCall rollCall,
      Mending mending,
      Runnable restoring) {}

  /** {@code bell} wakes it. */
  EngineLoop(Footing on, NanoClock clock, Bell bell, Parts parts) {
    this.on = on;
    this.clock = clock;
    this.bell = bell;
    this.parts = parts;
    this.outage = new Outage(clock);
    on.link().onAnswer(outage::answered);
    this.deadlines = new Deadlines(on, clock, outage, parts.due(), this::breathe);
    this.inTouchSince = clock.nanoTime();
    this.leading = new Every(clock, 1_000);
    this.counts = new Every(clock, 1_000);
    this.deaths = new Every(clock, 500);
    this.forgetting = new Every(clock, 10_000);
    this.looking = new Every(clock, 1_000);
  }

  /** Looks who else is there, once a second; before the thread begins. */
  void beside(Runnable others) {
    look = others;
  }

  @Override
  public void run() {
    while (!closing.get()) {
      try {
        bell.await(ROUND_MS);
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
    Optional<CompletableFuture<Boolean>> asked = bell.asked();
    boolean done = false;
    try {
      part();
      done = true;
    } finally {
      boolean looked = done;
      asked.ifPresent(it -> it.complete(looked));
    }
  }

  private void part() {
    renew();
    if (connects < 0) {
      connects = on.link().connects();
    } else if (on.link().connects() != connects) {
      inTouchAgain();
    }
    if (leading.due()) {
      lead();
    }
    if (troubled) {
      // That a round goes well is to mean something.
      bell.everything();
    }
    serve();
    if (bell.following.due()) {
      on.tail().follow();
    }
    parts.heldReleases().run();
    if (parts.rollCall().step()) {
      bell.written();
    }
    // The one that leads hears it with each look at the graces.
    if (counts.due() && !leads) {
      count();
    }
    if (looking.due()) {
      look.run();
    }
    if (leads && deaths.due()) {
      long lease = TimeUnit.MILLISECONDS.toNanos(on.self().times().leaseMs());
      // A Redis that was away, or slow, has let everybody's lease end.
      if (clock.nanoTime() - inTouchSince >= lease && on.self().unbrokenNanos() >= lease) {
        parts.succession().expelTheDead();
      }
      if (parts.succession().buryTheDead()) {
        bell.dueIn(0);
      }
    }
    if (leads && forgetting.due()) {
      parts.sequencer().tidy();
      parts.retention().step(on.link().micros());
    }
  }

  /** What the node that leads does for all; any other one tells it what there is to do. */
  private void serve() {
    if (leads) {
      bell.leads();
    } else {
      bell.tell(on.link(), leader);
    }
    boolean sooner = bell.deadlines();
    boolean takes = bell.taking.due();
    if (!leads) {
      return;
    }
    if (sooner) {
      deadlines.soon();
    }
    if (deadlines.step()) {
      takes = true;
      bell.following.now();
    }
    takes |= parts.mending().step();
    boolean more = takes;
    while (more) {
      more = parts.sequencer().pass();
      on.tail().follow();
      renew();
    }
  }

  /** In a crowd. */
  private void breathe() {
    // That more waits is seen in the passes that follow.
    boolean ignored = parts.sequencer().pass();
    on.tail().follow();
    renew();
  }

  private void renew() {
    on.self()
        .renewIfDue()
        .ifPresent(
            fresh -> {
              parts.succession().follow(on.self().node(), fresh, Duration.ZERO);
              on.self().adopt(fresh);
              bell.dueIn(0);
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
    bell.everything();
    parts.rollCall().inTouchAgain();
  }

  /* Another master may have lost the end of what a partition had, and the log knows of it. */
  private void beCareful() {
    SetArgs soLong = SetArgs.Builder.px(CAREFUL_MS);
    on.link().await(on.link().commands().set(on.keys().log("careful"), "1", soLong));
    // Readers may have been told numbers that no gateway's tail had seen, and no master knows of.
    on.link().await(on.link().commands().incrby(on.keys().log("number"), LOST_NUMBERS));
    parts.mending().failedOver();
  }

  private void lead() {
    boolean before = leads;
    leads = false;
    leads = on.self().problem().isEmpty() && askForLead(LEADER_MS);
    if (leads && !before) {
      parts.sequencer().forget();
      bell.everything();
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
    boolean mine = reply.number(0) == 1;
    leader = mine ? "" : reply.text(1);
    return mine;
  }

  /** What other nodes have changed. */
  void count() {
    List<CompletionStage<Void>> asked = new ArrayList<>();
    Keys.partitions().forEach(i -> asked.add(count(i)));
    asked.forEach(on.link()::await);
  }

  private CompletionStage<Void> count(int partition) {
    outage.asked(partition);
    return on.link()
        .commands()
        .hmget(on.keys().of(partition) + "counts", "2", "1", "0", "w")
        .thenAccept(counts -> counted(partition, counts));
  }

  private void counted(int partition, List<KeyValue<String, String>> counts) {
    outage.answeredBy(partition);
    parts
        .due()
        .tally()
        .said(partition, new Presences(number(counts, 0), number(counts, 1), number(counts, 2)));
    parts.due().messages().waits(partition, number(counts, 3));
  }

  private static long number(List<KeyValue<String, String>> values, int at) {
    return Long.parseLong(values.get(at).getValueOrElse("0"));
  }

  private void failed(RuntimeException e) {
    leads = false;
    inTouchSince = clock.nanoTime();
    // A round that fails may end before it asks any partition for its graces.
    Keys.partitions().forEach(outage::asked);
    parts.sequencer().forget();
    // The next round is to find out whether it still is.
    bell.following.now();
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
    bell.pause(ROUND_MS);
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
    bell.wake();
  }

  /** Once {@link #run} has returned: what was asked for gets into the log, and others take over. */
  void finish() {
    bell.everything();
    round();
    if (leads) {
      askForLead(0);
    }
    parts.turns().end();
    on.self().end();
  }
}
