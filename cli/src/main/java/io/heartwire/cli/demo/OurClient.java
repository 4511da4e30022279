package io.heartwire.cli.demo;

import io.heartwire.client.ClientGroup;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import io.heartwire.client.HeartwireClientBuilder;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.reconnect.ReconnectPolicy;
import io.heartwire.core.time.NanoClock;
import io.heartwire.wire.Bytes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A {@link HeartwireClient}, whose successful writes are noted at the socket. Thread safe. */
public final class OurClient {
  private final String id;
  private final NanoClock clock;
  private final Runnable onLogin;
  private final Consumer<ClientEnd> onEnd;
  private volatile @Nullable HeartwireClient client;
  private volatile long lastWriteNanos;
  private volatile @Nullable Long inactiveNanos;
  private volatile boolean online;

  /** A client that has not started; it tells of its logins, and how its sessions end. */
  public OurClient(String id, NanoClock clock, Runnable onLogin, Consumer<ClientEnd> onEnd) {
    this.id = id;
    this.clock = clock;
    this.onLogin = onLogin;
    this.onEnd = onEnd;
  }

  /** Begins to connect to {@code endpoint}, and comes back whenever it is cut off. */
  public void connect(
      String endpoint, Duration interval, ReconnectPolicy reconnect, ClientGroup group) {
    connect(
        HeartwireClient.builder(endpoint).interval(interval).reconnect(reconnect).group(group),
        channel -> {});
  }

  /** The same with everything that {@code builder} says; {@code more} gets each channel as well. */
  public void connect(HeartwireClientBuilder builder, Consumer<Channel> more) {
    client =
        builder
            .clientId(id)
            .onState(this::entered)
            .channelInitializer(
                channel -> {
                  tap(channel);
                  more.accept(channel);
                })
            .connect();
  }

  /** Sends a message once; it must have been connected. */
  public void send(String type, String text) {
    HeartwireClient sender = client;
    if (sender != null) {
      sender.send(type, Bytes.utf8(text));
    }
  }

  /** A session whose interval has changed is told of once more: that is no login. */
  void entered(ClientState state) {
    if (state instanceof ClientState.Online) {
      if (!online) {
        online = true;
        onLogin.run();
      }
    } else if (state instanceof ClientState.Waiting waiting) {
      left(waiting.why());
    } else if (state instanceof ClientState.Closed closed) {
      left(closed.why());
    }
  }

  private void left(Disconnect why) {
    if (online) {
      online = false;
      Long inactive = inactiveNanos;
      // A reset is told of before the channel is inactive.
      long at = inactive == null ? clock.nanoTime() : inactive;
      onEnd.accept(new ClientEnd(id, at, how(why), at - lastWriteNanos));
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
    inactiveNanos = null;
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
                                lastWriteNanos = clock.nanoTime();
                              }
                            }));
              }

              @Override
              public void channelInactive(ChannelHandlerContext ctx) {
                inactiveNanos = clock.nanoTime();
                ctx.fireChannelInactive();
              }
            });
  }
}
