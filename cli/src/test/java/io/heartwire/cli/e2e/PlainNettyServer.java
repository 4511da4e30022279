package io.heartwire.cli.e2e;

import io.heartwire.cli.demo.Blocking;
import io.heartwire.cli.demo.EventPrinter;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.netty.HeartbeatEvent;
import io.heartwire.netty.HeartbeatHandler;
import io.heartwire.netty.Heartbeats;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What everybody writes: a Netty server that speaks just enough of the protocol. With Netty's own
 * {@link IdleStateHandler} it stands beside the gateway in the same test, as the measure; with our
 * {@link HeartbeatHandler} it is somebody's own server on our library.
 *
 * <p>Arguments: detector ({@code netty} or {@code heartwire}), transport ({@code epoll} or {@code
 * nio}), interval ms, timeout ms. Prints {@code ready PORT}, and {@code evicted CLIENT NANOS WHY}
 * for each client that it calls dead.
 */
final class PlainNettyServer {
  private PlainNettyServer() {}

  /** See above. */
  public static void main(String[] args) throws InterruptedException {
    boolean ours = args[0].equals("heartwire");
    boolean epoll = args[1].equals("epoll");
    long intervalMs = Long.parseLong(args[2]);
    long timeoutMs = Long.parseLong(args[3]);
    Heartbeats heartbeats = Heartbeats.builder().build();
    LivenessPolicy policy =
        LivenessPolicy.server(Duration.ofMillis(intervalMs), Duration.ofMillis(timeoutMs));
    EventPrinter out = new EventPrinter(System.out);
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerChannel> channelType =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    EventLoopGroup accepting = new MultiThreadIoEventLoopGroup(1, io);
    EventLoopGroup serving = new MultiThreadIoEventLoopGroup(1, io);
    Channel listening =
        new ServerBootstrap()
            .group(accepting, serving)
            .channel(channelType)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel ch) {
                    ch.pipeline()
                        .addLast(
                            ours
                                ? new ChannelInboundHandlerAdapter()
                                : new IdleStateHandler(timeoutMs, 0, 0, TimeUnit.MILLISECONDS))
                        .addLast(new HandMadeSplitter());
                    if (ours) {
                      ch.pipeline().addLast(heartbeats.handler(new HandMadeHeartbeats(), policy));
                    }
                    ch.pipeline().addLast(new Peer(intervalMs, timeoutMs, out));
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", 0))
            .sync()
            .channel();
    out.print("ready " + ((InetSocketAddress) listening.localAddress()).getPort());
    listening.closeFuture().sync();
  }

  private static final class Peer extends SimpleChannelInboundHandler<ByteBuf> {
    private final long intervalMs;
    private final long timeoutMs;
    private final EventPrinter out;
    private String clientId = "?";

    Peer(long intervalMs, long timeoutMs, EventPrinter out) {
      this.intervalMs = intervalMs;
      this.timeoutMs = timeoutMs;
      this.out = out;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
      switch (HandMade.kindOf(frame)) {
        case HandMade.HELLO -> {
          clientId = HandMade.text(frame, 3);
          ctx.writeAndFlush(HandMade.welcome(intervalMs, timeoutMs));
        }
        case HandMade.PING -> ctx.writeAndFlush(HandMade.pong(HandMade.number(frame, 1)));
        case HandMade.MESSAGE -> {
          if (HandMade.text(frame, 1).equals(Blocking.MESSAGE_TYPE)) {
            Blocking.hold(HandMade.text(frame, 3), System::nanoTime);
          }
        }
        default -> {}
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof IdleStateEvent) {
        out.print("evicted " + clientId + " " + System.nanoTime() + " IDLE");
        ctx.close();
      } else if (event instanceof HeartbeatEvent.Dead dead) {
        String why = dead.disconnect().reason() + " " + dead.disconnect().silenceMs();
        out.print("evicted " + clientId + " " + System.nanoTime() + " " + why);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
