package io.heartwire.client;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.FrameDecoder;
import io.heartwire.wire.FrameEncoder;
import io.heartwire.wire.GroupVersion;
import io.heartwire.wire.Status;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A server that does what its script says, and remembers what it was told. */
final class FakeServer {
  final List<Frame.Hello> hellos = new ArrayList<>();
  final List<Frame.Ping> pings = new ArrayList<>();
  final List<Double> pingedAt = new ArrayList<>();
  final List<Frame.Message> messages = new ArrayList<>();
  final List<Frame.Ack> acks = new ArrayList<>();
  final List<Frame.Goodbye> goodbyes = new ArrayList<>();
  final List<Channel> connections = new ArrayList<>();
  Function<Frame.Hello, Frame> login = hello -> welcome(5_000);
  boolean pongs = true;
  boolean ackMessages = true;

  /** The version of the group's data, of which pongs speak until a ping names it. */
  long groupVersion;

  boolean pongsOfGroupAreLost;
  private Channel listener;

  static Frame.Welcome welcome(long intervalMs) {
    return new Frame.Welcome("s-1", 7, intervalMs, 3 * intervalMs, Bytes.utf8("token"), 0);
  }

  Frame.Welcome welcome(String group) {
    return new Frame.Welcome(
        "s-1", 7, 5_000, 15_000, Bytes.utf8("token"), 0, new GroupVersion(group, groupVersion));
  }

  private Directives directives(Frame.Ping ping) {
    boolean stale = ping.groupVersion() != groupVersion && !pongsOfGroupAreLost;
    return stale ? new Directives(0, 0, groupVersion) : Directives.NONE;
  }

  static Frame.Goodbye goodbye(CloseCode code) {
    return Frame.Goodbye.of(code, "as scripted");
  }

  static Frame.Goodbye goodbye(DisconnectReason reason, long retryAfterMs, String... endpoints) {
    return new Frame.Goodbye(CloseCode.of(reason), "", retryAfterMs, List.of(endpoints));
  }

  ChannelFuture listen(
      EventLoopGroup loop, Class<? extends ServerChannel> type, SocketAddress address) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(type)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    channel
                        .pipeline()
                        .addLast(
                            new FrameDecoder(1 << 20, open -> {}),
                            new FrameEncoder(),
                            new Script());
                  }
                })
            .bind(address);
    listener = bound.channel();
    return bound;
  }

  SocketAddress address() {
    return listener.localAddress();
  }

  Channel last() {
    return connections.get(connections.size() - 1);
  }

  void say(Frame frame) {
    last().writeAndFlush(frame);
  }

  void close() {
    listener.close();
    connections.forEach(Channel::close);
  }

  private final class Script extends SimpleChannelInboundHandler<Frame> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
      if (frame instanceof Frame.Hello hello) {
        hellos.add(hello);
        Frame answer = login.apply(hello);
        if (answer != null) {
          ctx.writeAndFlush(answer);
        }
      } else if (frame instanceof Frame.Ping ping) {
        pings.add(ping);
        pingedAt.add(ctx.executor().ticker().nanoTime() / 1e9);
        if (pongs) {
          ctx.writeAndFlush(new Frame.Pong(ping.sequence(), Status.NONE, directives(ping)));
        }
      } else if (frame instanceof Frame.Message message) {
        messages.add(message);
        if (ackMessages && message.ackWanted()) {
          ctx.writeAndFlush(new Frame.Ack(message.id()));
        }
      } else if (frame instanceof Frame.Ack ack) {
        acks.add(ack);
      } else if (frame instanceof Frame.Goodbye goodbye) {
        goodbyes.add(goodbye);
        ctx.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
