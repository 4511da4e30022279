package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the thread of an engine, and says what for: so that nobody asks Redis again and again
 * whether there is something to do. Nodes ring each other's by publishing to channels. What is lost
 * on the way is found a little later all the same, by looking now and then.
 *
 * <p>Thread safe; the methods that are said to be of the thread of the engine are called by it
 * alone.
 */
final class Bell {
  /** What is due after this is found in time by looking now and then. */
  static final long FOUND_MS = 1_500;

  private static final String WITH_DEADLINES = "due";

  private final Keys keys;
  private final String node;
  private final Semaphore rung = new Semaphore(0);

  /** This node has written events into an outbox that are not in the log yet. */
  private final AtomicBoolean mine = new AtomicBoolean(true);

  /** This node has written, or found, a deadline that is near. */
  private final AtomicBoolean near = new AtomicBoolean(true);

  private final AtomicReference<@Nullable CompletableFuture<Boolean>> look =
      new AtomicReference<>();

  /** The outboxes are to be looked at, on the node that leads. */
  final Every taking;

  /** The log is to be looked at. */
  final Every following;

  /** Deadlines are to be looked at, on the node that leads. */
  private final AtomicBoolean comesDue = new AtomicBoolean(true);

  private final Every telling;

  /** Of {@code node}. Without being rung, it has everything looked at now and then. */
  Bell(Keys keys, String node, NanoClock clock) {
    this.keys = keys;
    this.node = node;
    this.taking = new Every(clock, 500);
    this.following = new Every(clock, 250);
    this.telling = new Every(clock, Every.GAP_MS);
  }

  /** An event is in an outbox. */
  void written() {
    mine.set(true);
    wake();
  }

  /** Something is due in {@code millis}: a grace that ends, a message that is given up, … */
  void dueIn(long millis) {
    if (millis < FOUND_MS) {
      near.set(true);
      wake();
    }
  }

  /** The log has something new. */
  void grown() {
    following.soon();
    wake();
  }

  /**
   * Everything is looked at once more.
   *
   * @return completes after that, true if it could be: what was durable before is in the log then,
   *     if this node leads
   */
  CompletableFuture<Boolean> look() {
    CompletableFuture<Boolean> asked =
        look.updateAndGet(known -> known == null ? new CompletableFuture<>() : known);
    wake();
    return asked;
  }

  /** The thread comes by. */
  void wake() {
    if (rung.availablePermits() == 0) {
      rung.release();
    }
  }

  /** Waits until it is rung, at most {@code millis}; on the thread of the engine. */
  void await(long millis) throws InterruptedException {
    boolean waits = taking.isWanted() || following.isWanted() || mine.get() || near.get();
    if (rung.tryAcquire(waits ? Every.GAP_MS : millis, TimeUnit.MILLISECONDS)) {
      rung.drainPermits();
    }
  }

  /** Waits for {@code millis}, however often it is rung; on the thread of the engine. */
  void pause(long millis) {
    try {
      boolean ignored = rung.tryAcquire(Integer.MAX_VALUE, millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything is to be looked at. */
  void everything() {
    taking.now();
    following.now();
    comesDue.set(true);
  }

  /** Who has asked for a {@link #look}; on the thread of the engine, which completes it. */
  Optional<CompletableFuture<Boolean>> asked() {
    Optional<CompletableFuture<Boolean>> asked = Optional.ofNullable(look.getAndSet(null));
    asked.ifPresent(
        it -> {
          taking.now();
          following.now();
        });
    return asked;
  }

  /** This node leads, and sees to it itself; on the thread of the engine. */
  void leads() {
    if (mine.getAndSet(false)) {
      taking.now();
    }
    if (near.getAndSet(false)) {
      comesDue.set(true);
    }
  }

  /** Whether deadlines are to be looked at; on the thread of the engine, which does it. */
  boolean deadlines() {
    return comesDue.getAndSet(false);
  }

  /** Tells {@code leader} what this node has for it; on the thread of the engine. */
  void tell(RedisLink link, String leader) {
    if (!(mine.get() || near.get()) || !telling.due()) {
      return;
    }
    mine.set(false);
    String what = near.getAndSet(false) ? WITH_DEADLINES : "";
    if (!leader.isEmpty()) {
      link.publish(ofLeader(leader), what);
    }
  }

  /** Where this node hears others. */
  String[] channels() {
    return new String[] {ofLeader(node), ofLog()};
  }

  private String ofLeader(String leader) {
    return keys.log("news:" + leader);
  }

  private String ofLog() {
    // As log.lua has it.
    return keys.log("grown");
  }

  /**
   * Takes {@code text} if it came by a channel of ours, on a thread of Redis's client.
   *
   * @param latest event that this node knows
   * @return whether it did
   */
  boolean heard(String channel, String text, long latest) {
    if (channel.equals(ofLog())) {
      if (Long.parseLong(text) > latest) {
        grown();
      }
      return true;
    }
    if (!channel.equals(ofLeader(node))) {
      return false;
    }
    // If this node has ceased to lead, whoever leads now has looked at everything since.
    taking.soon();
    if (text.equals(WITH_DEADLINES)) {
      comesDue.set(true);
    }
    wake();
    return true;
  }
}
