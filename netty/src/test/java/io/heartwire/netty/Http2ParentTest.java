package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Trap 12: on HTTP/2 the frames go to child channels and pass the parent's handlers by. */
class Http2ParentTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private final EmbeddedChannel server = new EmbeddedChannel();
  private final EmbeddedChannel client = new EmbeddedChannel();
  private final List<Object> dataOfChildren = new ArrayList<>();
  private final List<String> idle = new ArrayList<>();

  @AfterEach
  void close() {
    client.finishAndReleaseAll();
    server.finishAndReleaseAll();
  }

  @Test
  void hearsWhatGoesToTheChildrenWhenPlacedFirst() { // trap 12
    connect(
        List.of(new IdleStateHandler(4, 0, 0), noting("first")),
        List.of(new IdleStateHandler(4, 0, 0), noting("last")));
    Http2StreamChannel stream = openStream();

    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMillis(900));
      stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[10])));
      carry();
    }

    assertThat(dataOfChildren).hasSize(20);
    assertThat(idle).as("the control: the last handler hears nothing of it").contains("last");
    assertThat(idle).doesNotContain("first");

    pass(TIMEOUT);
    assertThat(idle).contains("first");
  }

  @Test
  void theHeartbeatHandlerHearsItWhereverItStands() { // trap 12
    Heartbeats heartbeats = Heartbeats.builder().random(() -> new SplittableRandom(7)).build();
    connect(
        List.of(),
        List.of(
            heartbeats.handler(
                new Http2Pings(), LivenessPolicy.server(Duration.ofSeconds(1), TIMEOUT))));
    Http2StreamChannel stream = openStream();

    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMillis(900));
      stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[10])));
      carry();
    }
    assertThat(dataOfChildren).hasSize(20);
    assertThat(server.isOpen()).isTrue();

    pass(TIMEOUT.plusMillis(200));
    assertThat(server.isOpen()).isFalse();
    assertThat(HeartbeatHandler.disconnectOf(server).orElseThrow().reason())
        .isEqualTo(DisconnectReason.SILENT);
  }

  private void connect(List<ChannelHandler> first, List<ChannelHandler> last) {
    server.freezeTime();
    client.freezeTime();
    first.forEach(server.pipeline()::addLast);
    server
        .pipeline()
        .addLast(Http2FrameCodecBuilder.forServer().autoAckPingFrame(true).build())
        .addLast(new Http2MultiplexHandler(child()));
    last.forEach(server.pipeline()::addLast);
    client
        .pipeline()
        .addLast(Http2FrameCodecBuilder.forClient().build())
        .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
    carry();
  }

  /* Notes the idle events of the handler before it, and keeps them from the next. */
  private ChannelHandler noting(String name) {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
          idle.add(name);
        } else {
          ctx.fireUserEventTriggered(event);
        }
      }
    };
  }

  private ChannelHandler child() {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel
            .pipeline()
            .addLast(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void channelRead(ChannelHandlerContext ctx, Object frame) {
                    if (frame instanceof Http2DataFrame) {
                      dataOfChildren.add(frame);
                    }
                    ReferenceCountUtil.release(frame);
                  }
                });
      }
    };
  }

  private Http2StreamChannel openStream() {
    Http2StreamChannel stream =
        new Http2StreamChannelBootstrap(client)
            .handler(new ChannelInboundHandlerAdapter())
            .open()
            .syncUninterruptibly()
            .getNow();
    stream.writeAndFlush(
        new DefaultHttp2HeadersFrame(
            new DefaultHttp2Headers().method("POST").path("/").scheme("http").authority("a")));
    carry();
    return stream;
  }

  private void pass(Duration time) {
    for (long ms = 0; ms < time.toMillis(); ms += 10) {
      server.advanceTimeBy(10, TimeUnit.MILLISECONDS);
      server.runPendingTasks();
    }
  }

  /* What one writes the other reads. Nothing is carried while time passes: the peer is silent then. */
  private void carry() {
    for (int i = 0; i < 5; i++) {
      client.runPendingTasks();
      server.runPendingTasks();
      for (Object bytes = client.readOutbound(); bytes != null; bytes = client.readOutbound()) {
        server.writeInbound(bytes);
      }
      for (Object bytes = server.readOutbound(); bytes != null; bytes = server.readOutbound()) {
        client.writeInbound(bytes);
      }
    }
  }

  /** HTTP/2's own PING frame as a heartbeat: the codec acknowledges by itself. */
  private static final class Http2Pings implements HeartbeatCodec {
    @Override
    public Kind kindOf(Object message) {
      if (message instanceof Http2PingFrame ping) {
        return ping.ack() ? Kind.PONG : Kind.PING;
      }
      return Kind.OTHER;
    }

    @Override
    public long sequenceOf(Object pingOrPong) {
      return ((Http2PingFrame) pingOrPong).content();
    }

    @Override
    public Object ping(ChannelHandlerContext ctx, long sequence) {
      return new DefaultHttp2PingFrame(sequence);
    }

    @Override
    public Object pong(ChannelHandlerContext ctx, Object ping) {
      return null;
    }
  }
}
