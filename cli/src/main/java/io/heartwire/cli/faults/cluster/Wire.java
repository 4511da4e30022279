package io.heartwire.cli.faults.cluster;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The way of one gateway to Redis, which can be held up or cut. Thread safe. */
final class Wire implements AutoCloseable {
  private final int redisPort;
  private final Channel door;
  private final ChannelGroup ends = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private volatile boolean held;
  private volatile boolean cut;

  /** Leads to {@code redisPort} of this machine. */
  Wire(EventLoopGroup loop, int redisPort) {
    this.redisPort = redisPort;
    this.door =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    join(accepted);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) door.localAddress()).getPort();
  }

  private void join(Channel accepted) {
    if (cut) {
      accepted.close();
      return;
    }
    ends.add(accepted);
    ChannelFuture further =
        new Bootstrap()
            .group(accepted.eventLoop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .handler(new Relay(accepted))
            .connect(InetAddress.getLoopbackAddress(), redisPort);
    Channel other = further.channel();
    accepted.pipeline().addLast(new Relay(other));
    further.addListener(
        connected -> {
          if (connected.isSuccess()) {
            ends.add(other);
            accepted.config().setAutoRead(!held);
            other.config().setAutoRead(!held);
          } else {
            accepted.close();
          }
        });
  }

  /** Carries nothing until {@link #mend}: it waits in the kernel. */
  void hold() {
    held = true;
    ends.forEach(end -> end.config().setAutoRead(false));
  }

  /** Ends what there is, and lets nothing through until {@link #mend}. */
  void cut() {
    cut = true;
    ends.close();
  }

  /** As if nothing had been. */
  void mend() {
    cut = false;
    held = false;
    ends.forEach(end -> end.config().setAutoRead(true));
  }

  @Override
  public void close() {
    door.close();
    ends.close();
  }

  /** Takes what comes to the other end. */
  private static final class Relay extends ChannelInboundHandlerAdapter {
    private final Channel other;

    Relay(Channel other) {
      this.other = other;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      if (other.isActive()) {
        other.writeAndFlush(bytes);
      } else {
        ReferenceCountUtil.release(bytes);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      other.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // Whatever it is, this end is gone, and the other one hears of it.
      ctx.close();
    }
  }
}
