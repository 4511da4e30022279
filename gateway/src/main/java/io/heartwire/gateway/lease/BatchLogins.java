package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.time.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The logins of batches: a few at a time, and those behind as soon as there is room. So a batch of
 * new clients succeeds by itself, and whoever comes by another door finds room beside it. NOT
 * thread safe: the thread of leases owns it.
 *
 * <p>Bounds: {@link Share#logins} are under way at a time, over all batches. One that has waited
 * for {@link Share#patience}, or whose turn would come after that, is told to come later. As many
 * wait as heartbeats may wait at all.
 */
final class BatchLogins {
  private static final long LOOK_NANOS = 100_000_000;

  private final Scheduler scheduler;
  private final Supplier<Share> share;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int underWay;
  private boolean watched;

  /**
   * How much of the gate is for batches.
   *
   * @param logins under way at a time, at least 1
   * @param patience how long one may wait for its turn
   */
  record Share(int logins, Duration patience) {}

  private record Waiting(LeaseLogin login, long since) {}

  /** None yet; {@code share} is asked each time. */
  BatchLogins(Scheduler scheduler, Supplier<Share> share) {
    this.scheduler = scheduler;
    this.share = share;
  }

  /** {@code login} begins as soon as there is room. */
  void add(LeaseLogin login) {
    waiting.add(new Waiting(login, scheduler.nanoTime()));
    goOn();
  }

  private void goOn() {
    while (!waiting.isEmpty() && underWay < share.get().logins()) {
      begin(waiting.remove());
    }
    watch();
  }

  private void begin(Waiting first) {
    LeaseLogin login = first.login();
    login.safely(
        () -> {
          Optional<Entrance.Later> later = login.enter();
          if (later.isEmpty()) {
            underWay++;
            login.whenAnswered(this::oneLess);
          } else if (isWorthWaiting(first, later.get())) {
            scheduler.schedule(
                () -> {
                  waiting.add(first);
                  goOn();
                },
                later.get().after().toNanos());
          } else {
            login.turnedAway(later.get());
          }
        });
  }

  private void oneLess() {
    underWay--;
    goOn();
  }

  /** Whoever drains lets nobody in, however long one waits. */
  private boolean isWorthWaiting(Waiting it, Entrance.Later later) {
    return later.why().reason() != DisconnectReason.DRAINED
        && waitedNanos(it) + later.after().toNanos() < share.get().patience().toNanos();
  }

  private long waitedNanos(Waiting it) {
    return scheduler.nanoTime() - it.since();
  }

  /* Answers may not come at all: then nothing but time ends the waiting. */
  private void watch() {
    if (!watched && !waiting.isEmpty()) {
      watched = true;
      scheduler.schedule(this::look, LOOK_NANOS);
    }
  }

  private void look() {
    watched = false;
    Duration patience = share.get().patience();
    waiting.removeIf(
        it -> {
          boolean over = waitedNanos(it) >= patience.toNanos();
          if (over) {
            it.login().turnedAway(tooLong(patience));
          }
          return over;
        });
    goOn();
  }

  private Entrance.Later tooLong(Duration patience) {
    String detail =
        "it waited "
            + patience.toMillis()
            + " ms for its turn in a batch, of which "
            + share.get().logins()
            + " log in at a time (login.in-flight-max): send it with the next batch";
    return new Entrance.Later(Disconnect.of(DisconnectReason.LATER, detail), Duration.ofSeconds(1));
  }
}
