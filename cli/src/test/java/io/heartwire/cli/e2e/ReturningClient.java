package io.heartwire.cli.e2e;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A client of hand-made bytes that comes back by itself and takes no hint. Owned by its event loop.
 */
final class ReturningClient {
  private static final long SECOND_MS = 1_000;
  private static final long CAP_MS = 60_000;

  private final String id;
  private final boolean hammers;
  private final Bootstrap bootstrap;
  private final EventLoop loop;
  private final InetSocketAddress server;
  private final StormLogins logins;
  private int failures;

  /**
   * One that connects when it is {@linkplain #start started}.
   *
   * @param hammers true: comes every second; false: backs off exponentially up to a minute, with
   *     full jitter
   */
  ReturningClient(
      String id, boolean hammers, Bootstrap bootstrap, InetSocketAddress server, StormLogins to) {
    this.id = id;
    this.hammers = hammers;
    this.loop = bootstrap.config().group().next();
    this.bootstrap =
        bootstrap
            .clone(loop)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new HandMadeSplitter(), new Session());
                  }
                });
    this.server = server;
    this.logins = to;
  }

  void start() {
    loop.execute(this::connect);
  }

  private void connect() {
    logins.attempted();
    bootstrap
        .connect(server)
        .addListener(
            (ChannelFuture connected) -> {
              if (connected.isSuccess()) {
                connected.channel().closeFuture().addListener(closed -> comeBack());
              } else {
                comeBack();
              }
            });
  }

  private void comeBack() {
    loop.schedule(this::connect, waitMs(), TimeUnit.MILLISECONDS);
    failures++;
  }

  private long waitMs() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (hammers) {
      return SECOND_MS / 2 + random.nextLong(SECOND_MS);
    }
    long most = Math.min(CAP_MS, SECOND_MS << Math.min(failures, 10));
    return random.nextLong(most + 1);
  }

  /** One connection of it. */
  private final class Session extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.writeAndFlush(HandMade.hello(id));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
      switch (HandMade.kindOf(frame)) {
        case HandMade.WELCOME -> {
          failures = 0;
          logins.loggedIn();
        }
        case HandMade.PING -> ctx.writeAndFlush(HandMade.pong(HandMade.number(frame, 1)));
        case HandMade.GOODBYE -> ctx.close();
        default -> {}
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
