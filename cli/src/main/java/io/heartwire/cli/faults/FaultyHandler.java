package io.heartwire.cli.faults;

import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.dispatch.Peer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The application of the gateway under test, with the mistakes that applications make; found by the
 * service loader. What a message does depends on its type, the body is a number:
 *
 * <ul>
 *   <li>{@code report.upload} waits for so many ms, as for a slow disk;
 *   <li>{@code position} waits for so many ms, as for a look-up;
 *   <li>{@code cache.fill} keeps so many MB in small objects, and makes the collector look at them;
 *   <li>{@code subscribe} is sent 4 kB every 100 ms from then on.
 * </ul>
 */
public final class FaultyHandler implements MessageHandler {
  static final String SLOW = "report.upload";
  static final String HOT = "position";
  static final String HUNGRY = "cache.fill";
  static final String SUBSCRIBE = "subscribe";

  private static final int UPDATE_BYTES = 4_096;
  private static final long UPDATE_MS = 100;
  private static final int OBJECTS_PER_MB = 17_000;
  private static final int WASTE_BYTES = 200_000;

  private final ScheduledExecutorService updates =
      Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("updates", true));
  private final CountDownLatch never = new CountDownLatch(1);

  /** Rebuilt in the middle, again and again: what is old dies old, which costs full collections. */
  private final AtomicReference<List<Object>> cache = new AtomicReference<>(List.of());

  /** For the service loader. */
  public FaultyHandler() {}

  @Override
  public CompletionStage<?> received(Peer peer, Message message) {
    switch (message.type()) {
      case SLOW, HOT -> hold(number(message));
      case HUNGRY -> fill((int) number(message));
      case SUBSCRIBE -> subscribe(peer);
      default -> {}
    }
    return CompletableFuture.completedFuture(null);
  }

  private static long number(Message message) {
    return Long.parseLong(StandardCharsets.UTF_8.decode(message.body()).toString());
  }

  private void hold(long ms) {
    try {
      if (never.await(ms, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("this latch is never released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void fill(int megabytes) {
    List<Object> fresh = new ArrayList<>();
    for (int i = 0; i < megabytes * OBJECTS_PER_MB; i++) {
      // A cell that names the one before: the collector follows them one by one.
      fresh.add(new Object[] {i, i == 0 ? "" : fresh.get(i - 1)});
      if (i % OBJECTS_PER_MB == 0) {
        fresh.set(i, new Object[] {new byte[WASTE_BYTES], ""});
      }
    }
    cache.set(fresh);
  }

  private void subscribe(Peer peer) {
    Message update = new Message("update", "", ByteBuffer.allocate(UPDATE_BYTES), false);
    updates.scheduleAtFixedRate(
        () -> peer.send(update), UPDATE_MS, UPDATE_MS, TimeUnit.MILLISECONDS);
  }
}
