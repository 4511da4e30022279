package io.heartwire.bench.server;

import io.heartwire.wire.proto.HeartwireProto.Frame;
import io.heartwire.wire.proto.HeartwireProto.Pong;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.protobuf.ProtobufDecoder;
import io.netty.handler.codec.protobuf.ProtobufEncoder;
import io.netty.handler.codec.protobuf.ProtobufVarint32FrameDecoder;
import io.netty.handler.codec.protobuf.ProtobufVarint32LengthFieldPrepender;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The least that people write on Netty: its protobuf codec, a pong for a ping, and, if asked for,
 * its {@code IdleStateHandler}. No login, no session, no metrics.
 *
 * <p>Argument: the silence in milliseconds after which a connection is closed, 0 for never. Prints
 * {@code ready PORT}.
 */
public final class PlainNettyServer {
  private PlainNettyServer() {}

  /** See above. */
  public static void main(String[] args) throws InterruptedException {
    long idleMs = Long.parseLong(args[0]);
    EventLoopGroup accepting = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    EventLoopGroup serving = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Channel listening =
        new ServerBootstrap()
            .group(accepting, serving)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Pipeline(idleMs))
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    System.out.println("ready " + ((InetSocketAddress) listening.localAddress()).getPort());
    listening.closeFuture().sync();
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final long idleMs;
    private final ChannelHandler decoder = new ProtobufDecoder(Frame.getDefaultInstance());
    private final ChannelHandler prepender = new ProtobufVarint32LengthFieldPrepender();
    private final ChannelHandler encoder = new ProtobufEncoder();
    private final ChannelHandler answer = new Answer();

    Pipeline(long idleMs) {
      this.idleMs = idleMs;
    }

    @Override
    protected void initChannel(Channel channel) {
      ChannelPipeline pipeline = channel.pipeline();
      if (idleMs > 0) {
        pipeline.addLast(new IdleStateHandler(idleMs, 0, 0, TimeUnit.MILLISECONDS));
      }
      pipeline.addLast(new ProtobufVarint32FrameDecoder(), decoder, prepender, encoder, answer);
    }
  }

  @ChannelHandler.Sharable
  private static final class Answer extends SimpleChannelInboundHandler<Frame> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
      if (frame.hasPing()) {
        Pong.Builder pong = Pong.newBuilder().setSequence(frame.getPing().getSequence());
        ctx.writeAndFlush(Frame.newBuilder().setPong(pong).build());
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof IdleStateEvent) {
        ctx.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
