package io.heartwire.gateway.transport;

import io.heartwire.gateway.session.Connection;
import io.heartwire.gateway.session.Vitals;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What others see of a {@link FrameConnection}. Any thread. */
final class View {
  private View() {}

  /** How it is doing, asked on its event loop. */
  static CompletionStage<Vitals> vitals(FrameConnection of) {
    CompletableFuture<Vitals> answer = new CompletableFuture<>();
    Channel channel = of.channel();
    Runnable ask =
        () -> {
          if (!channel.isActive()) {
            answer.completeExceptionally(new IllegalStateException("the connection is closed"));
            return;
          }
          answer.complete(
              new Vitals(
                  of.heartbeat().state().name(),
                  of.heartbeat().silenceMs(),
                  of.heartbeat().rttNanos() / 1e6,
                  outboundBytes(channel),
                  of.services().inspector().inspect(channel)));
        };
    if (!of.onLoop(ask)) {
      answer.completeExceptionally(new IllegalStateException("the gateway has been stopped"));
    }
    return answer;
  }

  private static long outboundBytes(Channel channel) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  /*
   * The phase belongs to the loop; whoever reads it from elsewhere may see the one before, which is as good an answer
   * a moment ago.
   */
  static Connection.Spot spot(FrameConnection of) {
    String lastType =
        of.phase() instanceof Conversation conversation ? conversation.lastType() : "";
    return new Connection.Spot(loop(of.channel()), lastType);
  }

  private static String loop(Channel channel) {
    return channel.eventLoop() instanceof SingleThreadEventExecutor loop
        ? loop.threadProperties().name()
        : "";
  }
}
