package io.heartwire.cli.e2e;

import io.heartwire.cli.demo.Blocking;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.dispatch.Peer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The application of the laboratory: {@code block} holds the event loop, {@code drip} sends 20
 * bytes every 100 ms from then on, {@code flood} sends until the gateway says no.
 */
public final class LabMessageHandler implements MessageHandler {
  static final String DRIP = "drip";
  static final String FLOOD = "flood";

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "lab-messages");
            thread.setDaemon(true);
            return thread;
          });

  /** Found by the service loader. */
  public LabMessageHandler() {}

  @Override
  public CompletionStage<?> received(Peer peer, Message message) {
    switch (message.type()) {
      case Blocking.MESSAGE_TYPE ->
          Blocking.hold(StandardCharsets.UTF_8.decode(message.body()).toString(), System::nanoTime);
      case DRIP -> drip(peer);
      case FLOOD -> flood(peer);
      default -> {}
    }
    return CompletableFuture.completedFuture(null);
  }

  private void drip(Peer peer) {
    Message drop = new Message("drop", "", ByteBuffer.allocate(8), false);
    ScheduledFuture<?>[] self = new ScheduledFuture<?>[1];
    self[0] =
        timer.scheduleAtFixedRate(
            () -> {
              if (!peer.send(drop)) {
                self[0].cancel(false);
              }
            },
            100,
            100,
            TimeUnit.MILLISECONDS);
  }

  private static void flood(Peer peer) {
    Message wave = new Message("wave", "", ByteBuffer.allocate(32_768), false);
    // More than any buffer holds: 1 GB, if nobody stops it.
    for (int i = 0; i < 32_768 && peer.send(wave); i++) {
      Thread.onSpinWait();
    }
  }
}
