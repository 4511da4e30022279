package io.heartwire.netty;

import io.heartwire.core.liveness.LivenessState;
import io.heartwire.core.liveness.LivenessTable;
import io.heartwire.core.liveness.RollCall;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Goes through the peers of one loop, on that loop, in steps between which it does its work. Owned
 * by the loop, but for {@link #begin} and {@link #answer}.
 */
final class LoopRollCall<T> implements Runnable {
  /** Places of the table that are looked at in one step: some tens of microseconds. */
  static final int AT_ONCE = 1_024;

  private final EventExecutor loop;
  private final LivenessTable table;
  private final Function<Channel, Optional<T>> as;
  private final CompletableFuture<List<PeerSilence<T>>> answer = new CompletableFuture<>();
  private final List<PeerSilence<T>> found = new ArrayList<>();
  private int next;

  LoopRollCall(EventExecutor loop, LivenessTable table, Function<Channel, Optional<T>> as) {
    this.loop = loop;
    this.table = table;
    this.as = as;
  }

  /** Completes on the loop. */
  CompletableFuture<List<PeerSilence<T>>> answer() {
    return answer;
  }

  void begin() {
    try {
      // Scheduled from within a task, it is not fetched before the loop has done its I/O once more.
      loop.schedule(this, 0, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it every connection on it.
      answer.complete(List.of());
    }
  }

  @Override
  public void run() {
    try {
      next = RollCall.all(table, next, AT_ONCE, this::is);
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
      return;
    }
    if (next < table.capacity()) {
      begin();
    } else {
      answer.complete(found);
    }
  }

  private void is(LivenessTable.Peer peer, LivenessState state, long silenceMs) {
    if (peer instanceof Heartbeat heartbeat) {
      as.apply(heartbeat.channel())
          .ifPresent(it -> found.add(new PeerSilence<>(it, state, silenceMs)));
    }
  }
}
