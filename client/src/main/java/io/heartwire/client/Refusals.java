package io.heartwire.client;

import io.heartwire.wire.Frame;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What becomes of the messages that the server refuses: for want of room they are sent again after
 * 1 s, then after twice as long each time, up to a minute; otherwise they fail. Owned by the event
 * loop.
 */
final class Refusals {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final EventLoop loop;
  private final Outbox outbox;
  private final Callbacks callbacks;
  private final RandomGenerator random;
  private final Runnable write;

  Refusals(
      EventLoop loop, Outbox outbox, Callbacks callbacks, RandomGenerator random, Runnable write) {
    this.loop = loop;
    this.outbox = outbox;
    this.callbacks = callbacks;
    this.random = random;
    this.write = write;
  }

  void came(Frame.Refusal refusal) {
    String id = refusal.id();
    if (refusal.cause() == Frame.Refusal.Cause.BUSY) {
      int times = outbox.pause(id);
      if (times > 0) {
        loop.schedule(() -> again(id, times), delayMillis(times), TimeUnit.MILLISECONDS);
      }
      return;
    }
    CompletableFuture<Void> refused = outbox.give(id);
    if (refused != null) {
      String why =
          "the server did not take message '%s' (%s): its handler failed, or was not done in time"
              .formatted(id, refusal.cause());
      callbacks.run(() -> refused.completeExceptionally(new MessageRefusedException(why)));
    }
  }

  private void again(String id, int times) {
    if (outbox.resume(id, times)) {
      write.run();
    }
  }

  /** Up to half as much again, so that those who were refused together do not return together. */
  private long delayMillis(int times) {
    long most = LONGEST.toMillis();
    long delay = Math.min(most, FIRST.toMillis() << Math.min(times - 1, 6));
    return delay + random.nextLong(delay / 2 + 1);
  }
}
