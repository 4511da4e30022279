package io.heartwire.gateway.transport;

import io.heartwire.gateway.session.Connection;
import io.heartwire.gateway.session.Vitals;
import io.heartwire.netty.Heartbeat;
import io.heartwire.netty.SocketInspector;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What others see of a connection. Any thread. */
public final class View {
  private View() {}

  /** How it is doing, asked on its event loop. */
  public static CompletionStage<Vitals> vitals(
      Channel channel, Heartbeat heartbeat, SocketInspector inspector) {
    CompletableFuture<Vitals> answer = new CompletableFuture<>();
    Runnable ask =
        () -> {
          if (!channel.isActive()) {
            answer.completeExceptionally(new IllegalStateException("the connection is closed"));
            return;
          }
          answer.complete(
              new Vitals(
                  heartbeat.state().name(),
                  heartbeat.silenceMs(),
                  heartbeat.rttNanos() / 1e6,
                  outboundBytes(channel),
                  inspector.inspect(channel)));
        };
    if (!LoopTasks.run(channel, ask)) {
      answer.completeExceptionally(new IllegalStateException("the gateway has been stopped"));
    }
    return answer;
  }

  private static long outboundBytes(Channel channel) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  /** Where {@code channel} lives, whose last message was of {@code lastType}. */
  public static Connection.Spot spot(Channel channel, String lastType) {
    return new Connection.Spot(loop(channel), lastType);
  }

  private static String loop(Channel channel) {
    return channel.eventLoop() instanceof SingleThreadEventExecutor loop
        ? loop.threadProperties().name()
        : "";
  }
}
