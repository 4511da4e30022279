package io.heartwire.redis;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node knows of the log without asking: how far it goes, and which numbers those events
 * got that it waits for. Thread safe but for {@link #start} and {@link #follow}: one thread calls
 * those.
 *
 * <p>Who waits has a token, which goes with its event through the outbox into the log. Those who
 * wait are bounded by the commands under way, and each by a time.
 */
final class LogTail {
  private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);
  private static final int AT_ONCE = 100;
  private static final int TOKEN_RADIX = 36;

  private final RedisLink link;
  private final Keys keys;
  private final String tokens;
  private final AtomicLong counter = new AtomicLong();
  private final Map<String, CompletableFuture<Long>> waiters = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<ClusterEngine.Elsewhere> elsewhere = new CopyOnWriteArrayList<>();
  private final AtomicLong closed = new AtomicLong();
  private final AtomicLong latest = new AtomicLong();
  private final AtomicLong oldest = new AtomicLong();
  private volatile CompletableFuture<Boolean> nextPass = new CompletableFuture<>();
  private String head = "0-0";

  /** {@code incarnation} of this node begins its tokens. */
  LogTail(RedisLink link, Keys keys, long incarnation) {
    this.link = link;
    this.keys = keys;
    this.tokens = Long.toString(incarnation, TOKEN_RADIX) + ":";
  }

  /** Finds out how far the log goes. */
  void start() {
    String heads = keys.log("heads");
    List<StreamMessage<String, String>> last =
        link.await(link.commands().xrevrange(heads, Range.unbounded(), Limit.from(1)));
    head = last.isEmpty() ? head : last.get(0).getId();
    String number = link.await(link.commands().get(keys.log("number")));
    latest.set(number == null ? 0 : Long.parseLong(number));
    List<StreamMessage<String, String>> first =
        link.await(link.commands().xrange(keys.log("events"), Range.unbounded(), Limit.from(1)));
    oldest.set(first.isEmpty() ? 0 : LoggedEvents.number(first.get(0)));
  }

  /**
   * Redis may be another one, or have forgotten the last of what it had: what it has now is read
   * from its beginning, if that does not go on from what is known.
   */
  void again() {
    List<StreamMessage<String, String>> last =
        link.await(link.commands().xrevrange(keys.log("heads"), Range.unbounded(), Limit.from(1)));
    if (last.isEmpty() || Sequencer.compare(last.get(0).getId(), head) < 0) {
      head = "0-0";
    }
  }

  /** A token that nobody else has. */
  String token() {
    return tokens + Long.toString(counter.incrementAndGet(), TOKEN_RADIX);
  }

  /**
   * The number of the event with {@code token}, once it has one; ask for it before the event is
   * written.
   *
   * @param atMostMs then it fails, because nobody takes events into the log
   */
  CompletableFuture<Long> numberOf(String token, long atMostMs) {
    CompletableFuture<Long> number = new CompletableFuture<>();
    waiters.put(token, number);
    number
        .orTimeout(atMostMs, TimeUnit.MILLISECONDS)
        .whenComplete((done, e) -> waiters.remove(token, number));
    return number;
  }

  /** Completes when the log was looked at next. */
  CompletableFuture<Boolean> nextPass() {
    return nextPass;
  }

  /** Reads what is new. */
  void follow() {
    boolean more = true;
    while (more) {
      List<StreamMessage<String, String>> heads =
          link.await(
              link.commands()
                  .xrange(
                      keys.log("heads"),
                      Range.from(Range.Boundary.excluding(head), Range.Boundary.unbounded()),
                      Limit.from(AT_ONCE)));
      heads.forEach(this::read);
      more = heads.size() == AT_ONCE;
      if (!heads.isEmpty()) {
        tell();
      }
    }
    CompletableFuture<Boolean> passed = nextPass;
    nextPass = new CompletableFuture<>();
    passed.complete(true);
  }

  private void read(StreamMessage<String, String> entry) {
    head = entry.getId();
    Fields fields = new Fields(entry.getBody());
    long number = fields.number("l");
    // The log had none: those that it had before are forgotten.
    oldest.compareAndSet(0, latest.get() + 1);
    latest.accumulateAndGet(number, Math::max);
    pairs(
        fields.text("k"),
        (token, its) -> {
          CompletableFuture<Long> waiter = waiters.remove(token);
          if (waiter != null) {
            waiter.complete(its);
          }
        });
    pairs(fields.text("x"), this::tellElsewhere);
  }

  private static void pairs(String text, BiConsumer<String, Long> each) {
    String[] parts = text.isEmpty() ? new String[0] : text.split(" ");
    for (int i = 0; i + 1 < parts.length; i += 2) {
      each.accept(parts[i], Long.parseLong(parts[i + 1]));
    }
  }

  private void tellElsewhere(String client, long epoch) {
    for (ClusterEngine.Elsewhere listener : elsewhere) {
      try {
        if (listener.ended(new ClientId(client), epoch)) {
          closed.incrementAndGet();
        }
      } catch (RuntimeException e) {
        LOG.error(
            "{} has ended elsewhere, and that could not be told: a defect of ours", client, e);
      }
    }
  }

  private void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.error("a listener to events fails: a defect of ours", e);
      }
    }
  }

  void onElsewhere(ClusterEngine.Elsewhere listener) {
    elsewhere.add(listener);
  }

  /** How many sessions of this node have ended because their clients came to another one. */
  long closed() {
    return closed.get();
  }

  void onEvents(Runnable listener) {
    listeners.add(listener);
  }

  long latest() {
    return latest.get();
  }

  long oldest() {
    long first = oldest.get();
    return first == 0 ? latest.get() + 1 : first;
  }

  /** The events before {@code number} have been forgotten. */
  void forgotten(long number) {
    oldest.accumulateAndGet(number, Math::max);
  }

  /** Nobody waits any more. */
  void close() {
    var closed = new IllegalStateException("the engine has been closed");
    waiters.values().forEach(waiter -> waiter.completeExceptionally(closed));
    nextPass.complete(false);
  }
}
