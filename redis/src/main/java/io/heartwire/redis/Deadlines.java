package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Does what comes due by itself, on the node that leads: graces that end, messages that are given
 * up, timeouts. Each partition is asked when the next thing in it is due, as far as that is known,
 * and else {@value #FALLBACK_MS} ms after it was asked last; by the clock of its own server, as the
 * clocks of a Redis Cluster differ. What others have set meanwhile that is nearer, they {@linkplain
 * Bell#dueIn tell}. NOT thread safe: the thread of the engine owns it.
 */
final class Deadlines {
  private static final int AT_A_TIME = 100;
  private static final long FALLBACK_MS = 1_000;
  private static final long LEAST_MS = 50;
  private static final long TIMEOUTS_MS = 200;

  /** How long a script may have been on its way, and clocks of masters differ. */
  private static final long ON_ITS_WAY_MICROS = TimeUnit.SECONDS.toMicros(2);

  private static final int COUNTS = 4;
  private static final int NEXT = 2;
  private static final int WAITING = 3;

  private final Footing on;
  private final NanoClock clock;
  private final Outage outage;
  private final Parts parts;
  private final Runnable breath;
  private final Looks graces;
  private final Looks messages;
  private final Every timeouts;

  /**
   * What it needs.
   *
   * @param timeouts come out
   * @param holds keep back
   * @param tally of clients
   * @param messages that wait
   */
  record Parts(RedisTimeouts timeouts, RedisHolds holds, Tally tally, MessageTally messages) {}

  /** {@code breath}, again and again in a crowd: does what must not wait. */
  Deadlines(Footing on, NanoClock clock, Outage outage, Parts parts, Runnable breath) {
    this.on = on;
    this.clock = clock;
    this.outage = outage;
    this.parts = parts;
    this.breath = breath;
    this.graces = new Looks(clock.nanoTime());
    this.messages = new Looks(clock.nanoTime());
    this.timeouts = new Every(clock, TIMEOUTS_MS);
  }

  /** Something may be due sooner than was known. */
  void soon() {
    graces.soon(clock.nanoTime());
    messages.soon(clock.nanoTime());
    timeouts.now();
  }

  /**
   * Does what is due.
   *
   * @return whether anything was
   */
  boolean step() {
    boolean any = false;
    if (timeouts.due()) {
      RedisTimeouts.Fired fired = parts.timeouts().fire();
      fired.nextMicros().ifPresent(next -> timeouts.within(TimeUnit.MICROSECONDS.toNanos(next)));
      any = fired.any();
    }
    List<Integer> due = graces.due(clock.nanoTime());
    if (!due.isEmpty()) {
      any |= announce(due);
    }
    due = messages.due(clock.nanoTime());
    due.removeIf(i -> !parts.messages().anyWaits(i));
    return (!due.isEmpty() && giveUp(due)) || any;
  }

  private boolean announce(List<Integer> due) {
    long now = on.link().micros();
    List<String> holds = parts.holds().arguments(now);
    boolean any = false;
    List<Integer> busy = due;
    while (!busy.isEmpty()) {
      List<CompletionStage<Reply>> asked = new ArrayList<>();
      busy.forEach(i -> asked.add(ask(i, now, holds)));
      List<Integer> again = new ArrayList<>();
      boolean some = false;
      for (int k = 0; k < asked.size(); k++) {
        Reply reply = on.link().await(asked.get(k));
        parts.holds().heldBack(reply.number(1));
        parts.messages().waits(busy.get(k), reply.number(WAITING));
        graces.looked(busy.get(k), clock.nanoTime(), reply.number(NEXT));
        some |= reply.number(0) + reply.number(1) > 0;
        if (reply.number(0) + reply.number(1) >= AT_A_TIME) {
          again.add(busy.get(k));
        }
      }
      busy = again;
      any |= some;
      if (some) {
        // In a crowd others wait for their numbers, and the lease does not wait either.
        breath.run();
      }
    }
    return any;
  }

  private CompletionStage<Reply> ask(int partition, long now, List<String> holds) {
    List<String> how = new ArrayList<>();
    how.add(Integer.toString(AT_A_TIME));
    // What lies in a Redis that is stopped is done when it goes on, before anybody is let in again.
    how.add(Long.toString(outage.gracesWait(partition) ? 0 : now + ON_ITS_WAY_MICROS));
    how.addAll(holds);
    outage.asked(partition);
    String base = on.keys().of(partition);
    return parts
        .tally()
        .heed(on.link().run(Script.EXPIRE, base, how.toArray(String[]::new)), partition, COUNTS)
        .whenComplete(
            (reply, e) -> {
              if (e == null) {
                outage.answeredBy(partition);
              }
            });
  }

  private boolean giveUp(List<Integer> due) {
    List<CompletionStage<Reply>> asked = new ArrayList<>();
    due.forEach(
        i -> asked.add(on.link().run(Script.GIVEUP, on.keys().of(i), Integer.toString(AT_A_TIME))));
    boolean any = false;
    for (int k = 0; k < asked.size(); k++) {
      Reply reply = on.link().await(asked.get(k));
      messages.looked(due.get(k), clock.nanoTime(), reply.number(0));
      for (int i = 1; i < reply.size(); i++) {
        parts.messages().expired(reply.text(i));
        any = true;
      }
    }
    return any;
  }

  /** When each partition is to be looked at. */
  private static final class Looks {
    private final long[] last = new long[Keys.PARTITIONS];
    private final long[] next = new long[Keys.PARTITIONS];

    Looks(long nowNanos) {
      Arrays.fill(last, nowNanos - TimeUnit.MILLISECONDS.toNanos(LEAST_MS));
      Arrays.fill(next, nowNanos);
    }

    List<Integer> due(long nowNanos) {
      List<Integer> due = new ArrayList<>();
      Keys.partitions().filter(i -> nowNanos - next[i] >= 0).forEach(due::add);
      return due;
    }

    /** The next thing is due there in {@code inMicros}; negative: there is nothing. */
    void looked(int partition, long nowNanos, long inMicros) {
      last[partition] = nowNanos;
      long fallback = TimeUnit.MILLISECONDS.toNanos(FALLBACK_MS);
      long known = inMicros < 0 ? fallback : TimeUnit.MICROSECONDS.toNanos(inMicros);
      long least = TimeUnit.MILLISECONDS.toNanos(LEAST_MS);
      next[partition] = nowNanos + Math.max(least, Math.min(fallback, known));
    }

    void soon(long nowNanos) {
      for (int i = 0; i < next.length; i++) {
        long at = last[i] + TimeUnit.MILLISECONDS.toNanos(LEAST_MS);
        at = at - nowNanos < 0 ? nowNanos : at;
        if (at - next[i] < 0) {
          next[i] = at;
        }
      }
    }
  }
}
