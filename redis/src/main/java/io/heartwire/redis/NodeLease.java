package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That this node lives, as the others see it: a lease that is renewed again and again. Thread safe
 * but for {@link #renewIfDue} and {@link #end}: one thread calls those.
 *
 * <p>A node that could not renew it for long counts itself as dead, before the others do: what it
 * would write then might be undone.
 */
final class NodeLease {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);
  private final RedisLink link;
  private final Keys keys;
  private final NanoClock clock;
  private final String node;
  private final Times times;
  private final Card card;
  private volatile Incarnation present;
  private volatile @Nullable Incarnation next;
  private final AtomicLong renewedNanos;
  private final Touch touch;
  private final RedisTime time;
  private final AtomicReference<@Nullable String> replaced = new AtomicReference<>();
  private final AtomicBoolean wanted = new AtomicBoolean();
  private long triedNanos;

  /**
   * One life of a node.
   *
   * @param number larger than that of every one before
   * @param formerlyAlive when the one before was last known to live; 1970 if there was none
   * @param silence how long this node, though it lived, had not been able to say so
   */
  record Incarnation(String number, Instant formerlyAlive, Duration silence) {}

  /**
   * How long things take, in ms.
   *
   * @param leaseMs a lease holds so long
   * @param renewMs and is renewed so often
   * @param selfFenceMs so long without a renewal, and a node counts itself as dead
   * @param answerMs so long a command waits for its answer
   * @param auditMs within this everything that a node holds is compared once
   * @param strayMs so long a client may be attached by what Redis knows, and not be held yet
   */
  record Times(int leaseMs, int renewMs, int selfFenceMs, int answerMs, int auditMs, int strayMs) {
    static final Times USUAL = new Times(10_000, 2_500, 8_000, 10_000, 60_000, 30_000);
  }

  /**
   * Who has a lease.
   *
   * @param node its name
   * @param card what it says of itself
   * @param times how long things take
   */
  record Self(String node, Card card, Times times) {}

  private NodeLease(RedisLink link, Keys keys, NanoClock clock, Self self) {
    this.link = link;
    this.keys = keys;
    this.clock = clock;
    this.node = self.node();
    this.card = self.card();
    this.times = self.times();
    this.triedNanos = clock.nanoTime();
    this.renewedNanos = new AtomicLong(triedNanos);
    this.touch = new Touch(clock, TimeUnit.MILLISECONDS.toNanos(times.leaseMs()) / 2);
    this.time = new RedisTime(clock);
    this.present = enter("0", Duration.ZERO);
  }

  /** A new incarnation of {@code self}, which takes the place of every former one. */
  static NodeLease enter(RedisLink link, Keys keys, NanoClock clock, Self self) {
    NodeLease lease = new NodeLease(link, keys, clock, self);
    lease.renew();
    return lease;
  }

  private Incarnation enter(String before, Duration silence) {
    Reply entered =
        link.await(
            link.run(
                Script.ENTER,
                keys.log(),
                node,
                before,
                Integer.toString(times.leaseMs()),
                card.text(),
                Keys.LAYOUT));
    return new Incarnation(entered.text(0), Micros.instant(entered.text(1)), silence);
  }

  Times times() {
    return times;
  }

  String node() {
    return node;
  }

  String incarnation() {
    return present.number();
  }

  Incarnation present() {
    return present;
  }

  /** The next {@link #renewIfDue} renews it. From any thread. */
  void renewSoon() {
    wanted.set(true);
  }

  /**
   * Renews the lease, if it is time to.
   *
   * @return a new incarnation, if the others have counted this one as dead: whoever asks sees to
   *     what the present one leaves behind, and then {@linkplain #adopt adopts} it
   */
  Optional<Incarnation> renewIfDue() {
    if (wanted.getAndSet(false)
        || clock.nanoTime() - triedNanos >= TimeUnit.MILLISECONDS.toNanos(times.renewMs())) {
      renew();
    }
    return Optional.ofNullable(next);
  }

  /**
   * For how long its renewals have been answered without a gap of half a lease. A shorter one ends
   * nobody's lease; in a longer one those of others may have ended because Redis was away.
   */
  long unbrokenNanos() {
    return touch.unbrokenNanos();
  }

  /** The time of Redis, as the renewals show it. */
  RedisTime time() {
    return time;
  }

  /** From now on this node writes as {@code fresh}. */
  void adopt(Incarnation fresh) {
    present = fresh;
    next = null;
    LOG.warn(
        "the other gateways had counted node {} as dead, or Redis has lost what it knew of it, after"
            + " {} ms of silence: it begins anew, its connections stay, and are claimed again",
        node,
        fresh.silence().toMillis());
  }

  private void renew() {
    // From before the question: the lease lasts from when Redis had it, which is later.
    triedNanos = clock.nanoTime();
    Incarnation fresh = next;
    boolean renewed = renewed(fresh == null ? present : fresh, times.leaseMs());
    touch.answered();
    if (renewed) {
      renewedNanos.set(triedNanos);
      return;
    }
    String known = link.await(link.commands().hget(keys.log("incarnations"), node));
    // An older one: a server has taken over that lags behind. A newer one is not ours.
    if (known == null || Long.parseLong(known) < Long.parseLong(present.number())) {
      long silence = clock.nanoTime() - renewedNanos.get();
      next = enter(present.number(), Duration.ofNanos(silence));
      renewedNanos.set(triedNanos);
    } else if (replaced.getAndSet("replaced") == null) {
      LOG.error(
          "another gateway is called {} too, and has taken this one's place: give each a name of its"
              + " own (node), and restart this one",
          node);
    }
  }

  private boolean renewed(Incarnation incarnation, int forMs) {
    long before = clock.nanoTime();
    Reply reply =
        link.await(
            link.run(
                Script.RENEW,
                keys.log(),
                node,
                incarnation.number(),
                Integer.toString(forMs),
                incarnation.number() + " " + card.text()));
    time.showed(before, reply.number(1));
    return reply.number(0) == 1;
  }

  /** Why this node must not write; empty if it may. */
  String problem() {
    if (replaced.get() != null) {
      return "another gateway named "
          + node
          + " has taken the place of this one: give each a name of its own (node), and restart this"
          + " one";
    }
    if (next != null) {
      return "node " + node + " was counted as dead, and is about to begin anew";
    }
    long silentMs = TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - renewedNanos.get());
    return silentMs < times.selfFenceMs()
        ? ""
        : "the lease of node "
            + node
            + " could not be renewed for "
            + silentMs
            + " ms (limit "
            + times.selfFenceMs()
            + " ms): look at Redis, and at the way to it";
  }

  /** The others need not wait until it ends by itself. */
  void end() {
    if (problem().isEmpty()) {
      renewed(present, 1);
    }
  }
}
