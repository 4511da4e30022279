package io.heartwire.cli.faults;

import io.heartwire.cli.demo.Commands;
import io.heartwire.cli.demo.QuietLog;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy that closes what is idle. Arguments: the address and port to listen at, and those to
 * connect to. Each connection leaves from the address that it came from. Command on standard input:
 * {@code limit MS}: from its next byte on, a connection may be idle for so long. It ends when its
 * standard input does.
 */
final class ProxyMain {
  private static final int BACKLOG = 4_096;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("proxy", true), NioIoHandler.newFactory());
  private final InetSocketAddress target;
  private volatile long limitMs;

  private ProxyMain(InetSocketAddress target) {
    this.target = target;
  }

  /** See above. */
  public static void main(String[] args) throws IOException {
    QuietLog.install();
    var proxy = new ProxyMain(new InetSocketAddress(args[2], Integer.parseInt(args[3])));
    proxy.listen(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
    System.out.println("ready");
    Commands.each(line -> proxy.limitMs = Long.parseLong(line.substring("limit ".length())));
    Runtime.getRuntime().halt(0);
  }

  private void listen(InetSocketAddress address) {
    new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.AUTO_READ, false)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel client) {
                connect(client);
              }
            })
        .bind(address)
        .syncUninterruptibly();
  }

  private void connect(Channel client) {
    var idle = new Idle(client);
    InetSocketAddress from = (InetSocketAddress) client.remoteAddress();
    ChannelFuture upstream =
        new Bootstrap()
            .group(client.eventLoop())
            .channel(NioSocketChannel.class)
            .handler(new Relay(client, idle))
            .localAddress(new InetSocketAddress(from.getAddress(), 0))
            .connect(target);
    client.pipeline().addLast(new Relay(upstream.channel(), idle));
    client.closeFuture().addListener(closed -> idle.stop());
    upstream.addListener(
        connected -> {
          if (connected.isSuccess()) {
            client.config().setAutoRead(true);
          } else {
            client.close();
          }
        });
  }

  /** Hands on what comes, and the end. */
  private static final class Relay extends ChannelInboundHandlerAdapter {
    private final Channel other;
    private final Idle idle;

    Relay(Channel other, Idle idle) {
      this.other = other;
      this.idle = idle;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      idle.heard();
      other.writeAndFlush(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      other.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  /** How long nothing came through, either way. Both ends are on one event loop. */
  private final class Idle {
    private final Channel client;
    private @Nullable ScheduledFuture<?> end;

    Idle(Channel client) {
      this.client = client;
    }

    void heard() {
      stop();
      if (limitMs > 0) {
        end = client.eventLoop().schedule(() -> client.close(), limitMs, TimeUnit.MILLISECONDS);
      }
    }

    void stop() {
      if (end != null) {
        end.cancel(false);
      }
    }
  }
}
