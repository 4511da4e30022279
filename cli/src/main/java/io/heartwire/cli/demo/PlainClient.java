package io.heartwire.cli.demo;

import io.heartwire.core.time.NanoClock;
import io.heartwire.netty.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client of {@link PlainServer} as people write it: it logs in, beats, and comes back with the
 * snippet that is copied everywhere: at once when its connection ends, one second after an attempt
 * that failed. Thread safe.
 */
final class PlainClient {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final String id;
  private final Times times;
  private final NanoClock clock;
  private final Runnable onLogin;
  private final Consumer<ClientEnd> onEnd;
  private volatile @Nullable Channel channel;

  /**
   * The times it keeps.
   *
   * @param interval between two beats
   * @param login the longest it waits for an answer to its login
   */
  record Times(Duration interval, Duration login) {}

  PlainClient(
      String id, Times times, NanoClock clock, Runnable onLogin, Consumer<ClientEnd> onEnd) {
    this.id = id;
    this.times = times;
    this.clock = clock;
    this.onLogin = onLogin;
    this.onEnd = onEnd;
  }

  /** Begins to connect, and comes back for ever. */
  void connect(InetSocketAddress server, EventLoopGroup loop) {
    new Bootstrap()
        .group(loop)
        .channel(Transport.best().channel())
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel ch) {
                PlainServer.frames(ch.pipeline()).addLast(new Conversation(server));
              }
            })
        .connect(server)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                loop.next()
                    .schedule(() -> connect(server, loop), RETRY.toMillis(), TimeUnit.MILLISECONDS);
              }
            });
  }

  /** Sends one line; it must be online. */
  void send(String line) {
    Channel to = channel;
    if (to != null) {
      to.writeAndFlush(line);
    }
  }

  private final class Conversation extends SimpleChannelInboundHandler<String> {
    private final InetSocketAddress server;
    private boolean online;
    private String how = "FIN";
    private long lastWriteNanos;
    private @Nullable Future<?> deadline;

    Conversation(InetSocketAddress server) {
      this.server = server;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      channel = ctx.channel();
      write(ctx, PlainServer.LOGIN + id);
      deadline =
          ctx.executor()
              .schedule(() -> giveUp(ctx), times.login().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void giveUp(ChannelHandlerContext ctx) {
      if (!online) {
        ctx.close();
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, String line) {
      if (line.equals(PlainServer.WELCOME) && !online) {
        online = true;
        onLogin.run();
        beat(ctx);
      }
    }

    private void beat(ChannelHandlerContext ctx) {
      if (ctx.channel().isActive()) {
        write(ctx, PlainServer.BEAT);
        ctx.executor()
            .schedule(() -> beat(ctx), times.interval().toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    private void write(ChannelHandlerContext ctx, String line) {
      ctx.writeAndFlush(line)
          .addListener(
              written -> {
                if (written.isSuccess()) {
                  lastWriteNanos = clock.nanoTime();
                }
              });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (deadline != null) {
        deadline.cancel(false);
      }
      if (online) {
        long now = clock.nanoTime();
        onEnd.accept(new ClientEnd(id, now, how, now - lastWriteNanos));
      }
      connect(server, ctx.channel().eventLoop());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      how = "RESET";
      ctx.close();
    }
  }
}
