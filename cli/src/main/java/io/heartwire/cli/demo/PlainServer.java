package io.heartwire.cli.demo;

import io.heartwire.core.time.NanoClock;
import io.heartwire.netty.LoopMonitor;
import io.heartwire.netty.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DelimiterBasedFrameDecoder;
import io.netty.handler.codec.Delimiters;
import io.netty.handler.codec.string.LineEncoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What stands beside the gateway: a Netty server as its documentation teaches it. Lines of text, an
 * {@link IdleStateHandler} that closes whoever was not heard within the timeout, and logins that go
 * through {@link SlowLogins} without anybody asking whether the client still waits.
 *
 * <p>A process of its own ({@link ServerDuty} says how it is spoken to). Arguments: port, timeout
 * ms, cost of a login in ms.
 */
final class PlainServer {
  static final String LOGIN = "login ";
  static final String WELCOME = "welcome";
  static final String BEAT = "beat";
  static final String BLOCK = "block ";
  private static final String ECHO = "heard";
  private static final int MAX_LINE = 256;

  private final NanoClock clock;
  private final long timeoutMs;
  private final SlowLogins logins;
  private final EventPrinter out;

  private PlainServer(NanoClock clock, long timeoutMs, SlowLogins logins, EventPrinter out) {
    this.clock = clock;
    this.timeoutMs = timeoutMs;
    this.logins = logins;
    this.out = out;
  }

  /** See above. */
  public static void main(String[] args) throws InterruptedException {
    QuietLog.install();
    EventLoopGroup accepting = new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandler());
    EventLoopGroup serving = new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandler());
    EventPrinter out = new EventPrinter(System.out);
    SlowLogins logins =
        new SlowLogins(Duration.ofMillis(Long.parseLong(args[2])), System::nanoTime);
    PlainServer server = new PlainServer(System::nanoTime, Long.parseLong(args[1]), logins, out);
    Channel listening =
        new ServerBootstrap()
            .group(accepting, serving)
            .channel(Transport.best().serverChannel())
            .option(ChannelOption.SO_BACKLOG, 4_096)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel ch) {
                    server.join(ch.pipeline());
                  }
                })
            .bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])))
            .sync()
            .channel();
    LoopMonitor monitor =
        LoopMonitor.start(
            serving,
            Duration.ofSeconds(1),
            System::nanoTime,
            new DefaultThreadFactory("loop-monitor", true),
            blocked -> {});
    out.print(ServerDuty.ready(((InetSocketAddress) listening.localAddress()).getPort()));
    new ServerDuty(out, logins, monitor::lags).run();
  }

  /** How both sides cut the bytes into lines. */
  static ChannelPipeline frames(ChannelPipeline pipeline) {
    return pipeline.addLast(
        new DelimiterBasedFrameDecoder(MAX_LINE, Delimiters.lineDelimiter()),
        new StringDecoder(),
        new LineEncoder());
  }

  private void join(ChannelPipeline pipeline) {
    pipeline.addLast(new IdleStateHandler(timeoutMs, 0, 0, TimeUnit.MILLISECONDS));
    frames(pipeline).addLast(new Peer());
  }

  private final class Peer extends SimpleChannelInboundHandler<String> {
    private String id = "?";

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, String line) {
      if (line.startsWith(LOGIN)) {
        id = line.substring(LOGIN.length());
        logins.check().thenRun(() -> ctx.writeAndFlush(WELCOME));
      } else if (line.equals(BEAT)) {
        ctx.writeAndFlush(ECHO);
      } else if (line.startsWith(BLOCK)) {
        Blocking.hold(line.substring(BLOCK.length()), clock);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof IdleStateEvent idle && idle.state() == IdleState.READER_IDLE) {
        out.print(ServerDuty.dead(id, clock.nanoTime()));
        ctx.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
