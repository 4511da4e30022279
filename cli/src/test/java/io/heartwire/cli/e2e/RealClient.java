package io.heartwire.cli.e2e;

import io.heartwire.client.ClientGroup;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import io.heartwire.core.liveness.Disconnect;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.function.Consumer;

/** A {@link HeartwireClient}, whose successful writes are noted at the socket. Thread safe. */
final class RealClient {
  private final String id;
  private final Runnable onLogin;
  private final Consumer<ClientEnd> onEnd;
  private volatile long lastWriteNanos;
  private volatile long inactiveNanos;
  private volatile boolean online;

  RealClient(String id, Runnable onLogin, Consumer<ClientEnd> onEnd) {
    this.id = id;
    this.onLogin = onLogin;
    this.onEnd = onEnd;
  }

  void connect(String endpoint, long intervalMs, ClientGroup group) {
    HeartwireClient.builder(endpoint)
        .clientId(id)
        .interval(Duration.ofMillis(intervalMs))
        .group(group)
        .onState(this::entered)
        .channelInitializer(this::tap)
        .connect();
  }

  private void entered(ClientState state) {
    if (state instanceof ClientState.Online) {
      online = true;
      onLogin.run();
    } else if (state instanceof ClientState.Waiting waiting) {
      left(waiting.why());
    } else if (state instanceof ClientState.Closed closed) {
      left(closed.why());
    }
  }

  private void left(Disconnect why) {
    if (online) {
      online = false;
      onEnd.accept(new ClientEnd(id, inactiveNanos, how(why), inactiveNanos - lastWriteNanos));
    }
  }

  private static String how(Disconnect why) {
    return switch (why.reason()) {
      case FIN, RESET, NO_PONG, TAKEN_OVER -> why.reason().name();
      case CLOSED_BY_USER, CONNECT_FAILED -> "OWN-" + why.reason();
      default -> "GOODBYE-" + why.reason();
    };
  }

  private void tap(Channel channel) {
    channel
        .pipeline()
        .addFirst(
            new ChannelDuplexHandler() {
              @Override
              public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
                ctx.write(
                    msg,
                    promise
                        .unvoid()
                        .addListener(
                            written -> {
                              if (written.isSuccess()) {
                                lastWriteNanos = System.nanoTime();
                              }
                            }));
              }

              @Override
              public void channelInactive(ChannelHandlerContext ctx) {
                inactiveNanos = System.nanoTime();
                ctx.fireChannelInactive();
              }
            });
  }
}
