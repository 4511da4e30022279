package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.Action;
import io.heartwire.core.liveness.BreakerEvent;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessState;
import io.heartwire.core.liveness.LivenessTable;
import io.heartwire.core.liveness.MassBreaker;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.core.time.Scheduler;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The detector of leases: one table, and one tick for all of them. NOT thread safe: the thread of
 * leases owns it.
 */
final class LeaseWatch implements LivenessTable.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseWatch.class);
  static final long PERIOD_NANOS = Duration.ofMillis(100).toNanos();

  /** Whoever is away for longer is not waited for: the others must not keep ghosts for ever. */
  static final Duration LONGEST_AWAY = Duration.ofMinutes(5);

  /*
   * There is no heap of deadlines: the table that judges connections sweeps a slot in a nanosecond,
   * and brings with it what matters here, time that stands still while we do not listen, the
   * barrier after that, and the mass breaker. 100,000 leases are 3 MB and 0.1 ms, ten times a second.
   */
  private final LivenessTable table;
  private final Scheduler scheduler;
  private final Ears ears;
  private final MassBreaker breaker;
  private final Consumer<BreakerEvent> news;
  private boolean armed;
  private boolean givenUp;
  private long lastTickNanos;
  private long listening;

  /** Who watches, and for whom. */
  record Parts(Scheduler scheduler, Ears ears, MassBreaker breaker, RandomGenerator random) {}

  LeaseWatch(Parts parts, Consumer<BreakerEvent> news) {
    this.scheduler = parts.scheduler();
    this.ears = parts.ears();
    this.breaker = parts.breaker();
    this.news = news;
    this.lastTickNanos = scheduler.nanoTime();
    this.table = new LivenessTable(lastTickNanos, 0, breaker, parts.random());
  }

  int add(Lease lease, LivenessPolicy policy) {
    if (!armed) {
      // Nobody was watched meanwhile: the time since the last tick is no stall.
      long now = scheduler.nanoTime();
      table.tick(now, Math.max(0, now - lastTickNanos));
      lastTickNanos = now;
      arm();
    }
    look();
    return table.add(lease, policy);
  }

  void heard(int slot) {
    look();
    table.heard(slot);
  }

  private void look() {
    table.look(scheduler.nanoTime(), PERIOD_NANOS);
  }

  void remove(int slot) {
    table.remove(slot);
  }

  void hold(int slot, LivenessPolicy policy) {
    table.policy(slot, policy);
  }

  LivenessState state(int slot) {
    return table.state(slot);
  }

  long silenceMs(int slot) {
    return table.silenceMs(slot);
  }

  private void arm() {
    armed = true;
    scheduler.schedule(this::tick, PERIOD_NANOS);
  }

  private void tick() {
    if (table.live() == 0) {
      armed = false;
      return;
    }
    arm();
    long now = scheduler.nanoTime();
    if (isAway(now)) {
      // The next tick comes late by as much: for the table that is a stall of ours, which it is.
      return;
    }
    lastTickNanos = now;
    try {
      if (table.tick(now, PERIOD_NANOS) > 0) {
        listen();
      }
      if (givenUp) {
        table.passCompleted();
      }
      table.sweep(this);
      breaker.tick(now).forEach(news);
    } catch (RuntimeException e) {
      LOG.error("the sweep of leases failed; the next one follows", e);
    }
  }

  private boolean isAway(long now) {
    boolean away = ears.away();
    givenUp = away && (givenUp || now - lastTickNanos >= LONGEST_AWAY.toNanos());
    return away && !givenUp;
  }

  /** What came during a stall is to be read before anybody is judged. */
  private void listen() {
    long turn = ++listening;
    ears.listen(() -> scheduler.schedule(() -> heardAll(turn), 0));
  }

  private void heardAll(long turn) {
    // Those of an older stall had not read all that came during the newer one.
    if (turn == listening) {
      table.passCompleted();
    }
  }

  @Override
  public void act(int slot, Action action) {
    if (!(table.peer(slot) instanceof Lease lease)) {
      return;
    }
    // There is no kernel to be asked, and nobody who could answer a ping.
    Action next =
        action instanceof Action.Inspect ? table.judge(slot, SocketSnapshot.NONE) : action;
    if (next instanceof Action.Probe) {
      table.probed(slot, false);
    } else if (next instanceof Action.Dead dead) {
      lease.expired(dead.disconnect());
    }
  }
}
