package io.heartwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.netty.HeartbeatCodec.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameHeartbeatsTest {
  private final List<Throwable> caught = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ChannelInboundHandlerAdapter(),
          new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
              caught.add(cause);
            }
          });
  private final ChannelHandlerContext ctx = channel.pipeline().firstContext();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void answersABarePingWithAnEncodedPongOfItsSequence() { // trap 17
    ByteBuf pong = (ByteBuf) FrameHeartbeats.ofServer().pong(ctx, new Frame.Ping(300));
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.channel.writeInbound(pong);
      assertThat(rig.frames).containsExactly(new Frame.Pong(300));
    }
  }

  @Test
  void sendsADirectiveOnceWithWhateverLeavesFirst() {
    FrameHeartbeats server = FrameHeartbeats.ofServer();
    Directives slower = new Directives(60_000, 180_000);
    server.direct(slower);
    assertThat(server.pong(ctx, new Frame.Ping(1)))
        .isEqualTo(new Frame.Pong(1, Status.NONE, slower));
    ByteBuf bare = (ByteBuf) server.pong(ctx, new Frame.Ping(2));
    bare.release();
    server.direct(slower);
    assertThat(server.ping(ctx, 3)).isEqualTo(new Frame.Ping(3, Status.NONE, 0, slower));
    assertThat(server.ping(ctx, 4)).isEqualTo(new Frame.Ping(4));
  }

  @Test
  void sendsTheStatusWithEachPingOfAClientAndItsNewIntervalOnce() {
    FrameHeartbeats client = FrameHeartbeats.ofClient(() -> Status.health("ok"));
    client.announceInterval(9_000);
    assertThat(client.ping(ctx, 1))
        .isEqualTo(new Frame.Ping(1, Status.health("ok"), 9_000, Directives.NONE));
    assertThat(client.ping(ctx, 2))
        .isEqualTo(new Frame.Ping(2, Status.health("ok"), 0, Directives.NONE));
    assertThatThrownBy(() -> client.announceInterval(-1)).hasMessageContaining("ping.interval_ms");
  }

  @Test
  void beatsOnWhenTheStatusSupplierFails() { // trap 23
    IllegalStateException failure = new IllegalStateException("the battery does not answer");
    FrameHeartbeats client =
        FrameHeartbeats.ofClient(
            () -> {
              throw failure;
            });
    assertThat(client.ping(ctx, 1)).isEqualTo(new Frame.Ping(1));
    assertThat(caught).containsExactly(failure);
  }

  @Test
  void namesTheVersionOfTheGroupDataInEachPingOfAClient() {
    AtomicLong version = new AtomicLong();
    FrameHeartbeats client = FrameHeartbeats.ofClient(() -> Status.NONE, version::get);
    assertThat(client.ping(ctx, 1)).isEqualTo(new Frame.Ping(1));
    version.set(7);
    Frame.Ping named = new Frame.Ping(2, Status.NONE, 0, Directives.NONE, 7);
    assertThat(client.ping(ctx, 2)).isEqualTo(named);
    assertThat(named.isBare()).isFalse();
    assertThat(named.isBareButForGroup()).isTrue();
  }

  @Test
  void encodesAPongThatSaysGroupDataIsStaleAsTheFrameWouldBe() {
    ByteBuf pong = FrameEncoder.encodePong(ctx.alloc(), 300, 1_000_000);
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.channel.writeInbound(pong);
      assertThat(rig.frames)
          .containsExactly(new Frame.Pong(300, Status.NONE, new Directives(0, 0, 1_000_000)));
    }
  }

  @Test
  void passesOnOnlyWhatCarriesSomething() {
    FrameHeartbeats codec = FrameHeartbeats.ofServer();
    assertThat(codec.passOn(new Frame.Ping(1))).isFalse();
    assertThat(codec.passOn(new Frame.Pong(1))).isFalse();
    assertThat(codec.passOn(new Frame.Ping(1, Status.health("ok"), 0, Directives.NONE))).isTrue();
    assertThat(codec.passOn(new Frame.Ping(1, Status.NONE, 5, Directives.NONE))).isTrue();
    assertThat(codec.passOn(new Frame.Ping(1, Status.NONE, 0, new Directives(1, 0)))).isTrue();
    assertThat(codec.passOn(new Frame.Pong(1, Status.NONE, new Directives(0, 1)))).isTrue();
    assertThat(codec.passOn(new Frame.Pong(1, Status.health("ok"), Directives.NONE))).isTrue();
  }

  @Test
  void knowsPingsPongsAndTheirSequence() {
    FrameHeartbeats codec = FrameHeartbeats.ofServer();
    assertThat(codec.kindOf(new Frame.Ping(1))).isEqualTo(Kind.PING);
    assertThat(codec.kindOf(new Frame.Pong(1))).isEqualTo(Kind.PONG);
    assertThat(codec.kindOf(new Frame.Ack("1"))).isEqualTo(Kind.OTHER);
    assertThat(codec.kindOf("text")).isEqualTo(Kind.OTHER);
    assertThat(codec.sequenceOf(new Frame.Ping(8))).isEqualTo(8);
    assertThat(codec.sequenceOf(new Frame.Pong(9))).isEqualTo(9);
  }
}
