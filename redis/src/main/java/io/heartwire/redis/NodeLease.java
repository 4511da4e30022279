package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
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
 * That this node lives, as the others see it: a lease of {@value #LEASE_MS} ms, renewed every
 * {@value #RENEW_MS} ms. Thread safe but for {@link #renewIfDue} and {@link #end}: one thread calls
 * those.
 *
 * <p>A node that could not renew it for {@value #SELF_FENCE_MS} ms counts itself as dead, before
 * the others do: what it would write then might be undone.
 */
final class NodeLease {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);
  static final int LEASE_MS = 10_000;
  private static final int RENEW_MS = 2_500;
  private static final int SELF_FENCE_MS = 8_000;

  private final RedisLink link;
  private final Keys keys;
  private final NanoClock clock;
  private final String node;
  private final Card card;
  private volatile Incarnation present;
  private @Nullable Incarnation next;
  private final AtomicLong renewedNanos;
  private final AtomicReference<@Nullable String> replaced = new AtomicReference<>();
  private final AtomicBoolean wanted = new AtomicBoolean();
  private long triedNanos;

  /**
   * One life of a node.
   *
   * @param number larger than that of every one before
   * @param formerlyAlive when the one before was last known to live; 1970 if there was none
   */
  record Incarnation(String number, Instant formerlyAlive) {}

  private NodeLease(RedisLink link, Keys keys, NanoClock clock, String node, Card card) {
    this.link = link;
    this.keys = keys;
    this.clock = clock;
    this.node = node;
    this.card = card;
    this.triedNanos = clock.nanoTime();
    this.renewedNanos = new AtomicLong(triedNanos);
    this.present = enter();
  }

  /** A new incarnation of {@code node}, which takes the place of every former one. */
  static NodeLease enter(RedisLink link, Keys keys, NanoClock clock, String node, Card card) {
    NodeLease lease = new NodeLease(link, keys, clock, node, card);
    lease.renew();
    return lease;
  }

  private Incarnation enter() {
    Reply entered =
        link.await(link.run(Script.ENTER, keys.log(), node, Integer.toString(LEASE_MS)));
    return new Incarnation(entered.text(0), Micros.instant(entered.text(1)));
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
        || clock.nanoTime() - triedNanos >= TimeUnit.MILLISECONDS.toNanos(RENEW_MS)) {
      renew();
    }
    return Optional.ofNullable(next);
  }

  /** From now on this node writes as {@code fresh}. */
  void adopt(Incarnation fresh) {
    present = fresh;
    next = null;
    LOG.warn(
        "the other gateways had counted node {} as dead: its clients were in grace, its connections"
            + " are closed, and it has begun anew",
        node);
  }

  private void renew() {
    // From before the question: the lease lasts from when Redis had it, which is later.
    triedNanos = clock.nanoTime();
    Incarnation fresh = next;
    if (renewed(fresh == null ? present : fresh, LEASE_MS)) {
      renewedNanos.set(triedNanos);
    } else if (link.await(link.commands().hget(keys.log("incarnations"), node)) == null) {
      next = enter();
    } else if (replaced.getAndSet("replaced") == null) {
      LOG.error(
          "another gateway is called {} too, and has taken this one's place: give each a name of its"
              + " own (node), and restart this one",
          node);
    }
  }

  private boolean renewed(Incarnation incarnation, int forMs) {
    Reply reply =
        link.await(
            link.run(
                Script.RENEW,
                keys.log(),
                node,
                incarnation.number(),
                Integer.toString(forMs),
                incarnation.number() + " " + card.text()));
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
    long silentMs = TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - renewedNanos.get());
    return silentMs < SELF_FENCE_MS
        ? ""
        : "the lease of node "
            + node
            + " could not be renewed for "
            + silentMs
            + " ms (limit "
            + SELF_FENCE_MS
            + " ms): look at Redis, and at the way to it";
  }

  /** The others need not wait until it ends by itself. */
  void end() {
    if (problem().isEmpty()) {
      renewed(present, 1);
    }
  }
}
