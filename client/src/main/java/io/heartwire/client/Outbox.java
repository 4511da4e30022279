package io.heartwire.client;

import io.heartwire.wire.Frame.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a client has taken charge of: not written yet, or not acknowledged. Thread
 * safe.
 *
 * <p>Bounded by count and by bytes; at either bound nothing more is taken, which is counted. A
 * message without acknowledgement leaves when it is written; one with leaves when it is
 * acknowledged, and is written again on every new session until then.
 */
final class Outbox {
  /** What a message costs beside its text and body, in bytes; an estimate. */
  private static final int OVERHEAD_BYTES = 64;

  /**
   * The bounds.
   *
   * @param messages the most messages held
   * @param bytes the most bytes held
   */
  record Limits(int messages, long bytes) {
    Limits {
      if (messages < 1 || bytes < 1) {
        throw new IllegalArgumentException(
            "outbox of "
                + messages
                + " messages and "
                + bytes
                + " bytes must hold at least 1: raise it");
      }
    }
  }

  private static final class Entry {
    private final Message message;
    private final @Nullable CompletableFuture<Void> acknowledged;

    /** How often the server had no room for it, and whether it waits for its next turn. */
    private int refusals;

    private boolean paused;

    Entry(Message message, @Nullable CompletableFuture<Void> acknowledged) {
      this.message = message;
      this.acknowledged = acknowledged;
    }

    Message message() {
      return message;
    }

    @Nullable CompletableFuture<Void> acknowledged() {
      return acknowledged;
    }

    long bytes() {
      return OVERHEAD_BYTES
          + message.body().size()
          + 2L * (message.type().length() + message.id().length());
    }
  }

  private final Limits limits;
  private final Deque<Entry> waiting = new ArrayDeque<>(0);
  private final Map<String, Entry> unacked = new LinkedHashMap<>();
  private long bytes;
  private long refused;
  private long acked;
  private boolean closed;

  Outbox(Limits limits) {
    this.limits = limits;
  }

  /** Takes {@code message}; false if there is no room or the client is closed. */
  synchronized boolean offer(Message message, @Nullable CompletableFuture<Void> acknowledged) {
    Entry entry = new Entry(message, acknowledged);
    if (closed) {
      return false;
    }
    if (held() >= limits.messages() || bytes + entry.bytes() > limits.bytes()) {
      refused++;
      return false;
    }
    bytes += entry.bytes();
    waiting.add(entry);
    return true;
  }

  /** Why {@link #offer} said no, in words. */
  synchronized String problem() {
    return closed
        ? "the client is closed"
        : "the outbox holds "
            + held()
            + " messages of "
            + limits.messages()
            + " and "
            + bytes
            + " bytes of "
            + limits.bytes()
            + ": send less, or raise its limits";
  }

  /** The next message to write now. */
  synchronized Optional<Message> next() {
    Entry entry = waiting.poll();
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.message().ackWanted()) {
      unacked.put(entry.message().id(), entry);
    } else {
      bytes -= entry.bytes();
    }
    return Optional.of(entry.message());
  }

  /** The acknowledgement of {@code id} came: what to complete; null if there is nothing. */
  synchronized @Nullable CompletableFuture<Void> acked(String id) {
    if (unacked.containsKey(id)) {
      acked++;
    }
    return give(id);
  }

  /** Lets go of {@code id}: what to complete; null if there is nothing. */
  synchronized @Nullable CompletableFuture<Void> give(String id) {
    Entry entry = unacked.remove(id);
    if (entry == null) {
      return null;
    }
    bytes -= entry.bytes();
    return entry.acknowledged();
  }

  /** The server had no room for {@code id}: how often that was so; 0 if it is not waited for. */
  synchronized int pause(String id) {
    Entry entry = unacked.get(id);
    if (entry == null || entry.paused) {
      return 0;
    }
    entry.paused = true;
    return ++entry.refusals;
  }

  /**
   * {@code id} is to be written again after its refusal number {@code refusals}; false if it is
   * acknowledged meanwhile, or on its way on another connection.
   */
  synchronized boolean resume(String id, int refusals) {
    Entry entry = unacked.get(id);
    if (entry == null || !entry.paused || entry.refusals != refusals) {
      return false;
    }
    unacked.remove(id);
    entry.paused = false;
    waiting.add(entry);
    return true;
  }

  /**
   * The connection is lost: what was written and not acknowledged is to be written again, first.
   */
  synchronized void connectionLost() {
    List<Entry> again = new ArrayList<>(unacked.values());
    unacked.clear();
    again.forEach(entry -> entry.paused = false);
    for (int i = again.size() - 1; i >= 0; i--) {
      waiting.addFirst(again.get(i));
    }
  }

  /** Takes nothing more; what is held fails, on {@code callbacks}. */
  void close(String why, Callbacks callbacks) {
    List<Entry> left = new ArrayList<>();
    synchronized (this) {
      closed = true;
      left.addAll(unacked.values());
      left.addAll(waiting);
      unacked.clear();
      waiting.clear();
      bytes = 0;
    }
    for (Entry entry : left) {
      CompletableFuture<Void> acknowledged = entry.acknowledged();
      if (acknowledged != null) {
        String problem =
            "message '%s' was not acknowledged before the client was closed (%s)"
                .formatted(entry.message().id(), why);
        callbacks.run(() -> acknowledged.completeExceptionally(new ClientClosedException(problem)));
      }
    }
  }

  /** How many messages are held. */
  synchronized int held() {
    return waiting.size() + unacked.size();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized long refused() {
    return refused;
  }

  synchronized long acked() {
    return acked;
  }
}
