package io.heartwire.cli.demo;

import io.heartwire.core.time.NanoClock;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What both servers ask about a login: one thread, which each login holds for a while, as a
 * database with one connection would. Thread safe.
 *
 * <p>It does not know whether the client still waits. Its queue is as long as the logins that the
 * server lets in; to bound that is the server's part.
 */
final class SlowLogins {
  private final Duration cost;
  private final NanoClock clock;
  private final AtomicLong checked = new AtomicLong();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(new DefaultThreadFactory("logins", true));

  SlowLogins(Duration cost, NanoClock clock) {
    this.cost = cost;
    this.clock = clock;
  }

  /** Completes when a login has been checked. */
  CompletionStage<Void> check() {
    return CompletableFuture.runAsync(this::work, thread);
  }

  private void work() {
    Blocking.hold(cost, clock);
    checked.incrementAndGet();
  }

  /** How many have been checked. */
  long checked() {
    return checked.get();
  }
}
