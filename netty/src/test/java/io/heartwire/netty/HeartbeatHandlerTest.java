package io.heartwire.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HeartbeatHandlerTest {
  private static final LivenessPolicy SERVER =
      LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));
  private static final LivenessPolicy CLIENT = LivenessPolicy.client(Duration.ofSeconds(1));

  private final Heartbeats heartbeats =
      Heartbeats.builder().random(() -> new SplittableRandom(7)).build();
  private final List<Object> events = new ArrayList<>();
  private EmbeddedChannel channel = new EmbeddedChannel();

  @AfterEach
  void nothingIsLeftBehind() {
    // Not by closing: an embedded channel would cancel all that waits in its loop.
    if (channel.pipeline().get(HeartbeatHandler.class) != null) {
      channel.pipeline().remove(HeartbeatHandler.class);
    }
    advance(Duration.ofSeconds(1));
    assertThat(heartbeats.stats()).allSatisfy(loop -> assertThat(loop.connections()).isZero());
    assertThat(channel.hasPendingTasks()).isFalse();
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    channel.finishAndReleaseAll();
  }

  @Test
  void answersAPingOnceTheReadIsOver() {
    open(SERVER);
    channel.writeInbound(bytes("i"), bytes("i"));
    assertThat(outbound()).containsExactly("o", "o");
  }

  @Test
  void whoHasJustComeIsCountedBeforeTheFirstSweep() {
    open(SERVER);
    assertThat(heartbeats.stats()).singleElement().returns(1, LoopStats::connections);
    channel.pipeline().remove(HeartbeatHandler.class);
    assertThat(heartbeats.stats()).singleElement().returns(0, LoopStats::connections);
  }

  // trap 7
  @Test
  void answersAndJudgesThoughAHandlerSwallowsReadComplete() {
    ChannelHandler swallower =
        new ChannelInboundHandlerAdapter() {
          @Override
          public void channelReadComplete(ChannelHandlerContext ctx) {}
        };
    open(SERVER, swallower);
    channel.writeInbound(bytes("i"));
    assertThat(outbound()).containsExactly("o");
    beSilent(Duration.ofMillis(4_100));
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void closesASilentPeerAtItsTimeoutAndSaysWhy() {
    open(SERVER);
    channel.writeInbound(bytes("i"));
    outbound();
    beSilent(Duration.ofMillis(3_990));
    assertThat(channel.isOpen()).isTrue();
    beSilent(Duration.ofMillis(100));
    assertThat(channel.isOpen()).isFalse();
    Disconnect why = HeartbeatHandler.disconnectOf(channel).orElseThrow();
    assertThat(why.reason()).isEqualTo(DisconnectReason.SILENT);
    assertThat(why.silenceMs()).isBetween(4_000L, 4_100L);
    assertThat(why.probesSent()).isEqualTo(1);
    assertThat(outbound()).as("the probe, and no goodbye").hasSize(1);
    assertThat(events).hasAtLeastOneElementOfType(HeartbeatEvent.Suspected.class);
    assertThat(events).contains(new HeartbeatEvent.Dead(why));
  }

  // trap 19
  @Test
  void closesAPeerThatConnectedAndNeverSaidAnything() {
    open(SERVER);
    beSilent(Duration.ofMillis(4_200));
    assertThat(channel.isOpen()).isFalse();
  }

  // trap 13
  @Test
  void hearsBytesThatAnEarlierHandlerKeepsToItself() {
    ChannelHandler keeper =
        new ChannelInboundHandlerAdapter() {
          @Override
          public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ReferenceCountUtil.release(msg);
          }
        };
    open(SERVER, keeper);
    for (int i = 0; i < 20; i++) {
      beSilent(Duration.ofMillis(900));
      channel.writeInbound(bytes("half a frame"));
    }
    assertThat(channel.isOpen()).isTrue();
  }

  // trap 6
  @Test
  void takesFailingWritesNotForLife() {
    open(CLIENT, new FailingWrites());
    for (int i = 0; i < 300 && channel.isOpen(); i++) {
      channel.pipeline().lastContext().writeAndFlush(bytes("data"));
      beSilent(Duration.ofMillis(50));
    }
    assertThat(HeartbeatHandler.disconnectOf(channel).orElseThrow().reason())
        .isEqualTo(DisconnectReason.NO_PONG);
  }

  // trap 6
  @Test
  void takesFailingWritesNotForSpeaking() {
    FailingWrites failing = new FailingWrites();
    open(SERVER.withPingWhen(LivenessPolicy.PingWhen.WRITE_IDLE), failing);
    for (int i = 0; i < 100; i++) {
      channel.pipeline().lastContext().writeAndFlush(bytes("data"));
      channel.writeInbound(bytes("alive"));
      beSilent(Duration.ofMillis(50));
    }
    assertThat(failing.pings).isBetween(3, 6);
  }

  /** Counts the pings among what it fails. */
  private static final class FailingWrites extends ChannelOutboundHandlerAdapter {
    private int pings;

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      if (((ByteBuf) msg).getByte(0) == 'i') {
        pings++;
      }
      ReferenceCountUtil.release(msg);
      promise.tryFailure(new IOException("no"));
    }
  }

  // trap 5
  @Test
  void findsAVanishedPeerThoughWePushAtIt() {
    open(CLIENT);
    for (int i = 0; i < 300 && channel.isOpen(); i++) {
      channel.writeOutbound(bytes("data"));
      beSilent(Duration.ofMillis(50));
    }
    assertThat(channel.isOpen()).isFalse();
  }

  // trap 17
  @Test
  void measuresTheRoundTripByThePongOfTheLatestPingOnly() {
    open(CLIENT);
    HeartbeatHandler handler = channel.pipeline().get(HeartbeatHandler.class);
    handler.pingNow();
    advance(Duration.ofMillis(40));
    handler.pingNow();
    advance(Duration.ofMillis(20));
    channel.writeInbound(pong(1));
    assertThat(handler.rttNanos()).isZero();
    channel.writeInbound(pong(2));
    assertThat(handler.rttNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
  }

  // trap 16
  @Test
  void sendsOnePingAnIntervalWhenReadAndWriteAreIdleTogether() {
    open(CLIENT);
    advance(Duration.ofMillis(2_500));
    assertThat(outbound()).hasSizeBetween(2, 3);
  }

  // trap 9
  @Test
  void sendsNoPingsBehindAWriteThatDoesNotGoOut() {
    open(CLIENT);
    channel.setOption(
        io.netty.channel.ChannelOption.WRITE_BUFFER_WATER_MARK,
        new io.netty.channel.WriteBufferWaterMark(1, 2));
    channel.write(bytes("a large body"));
    assertThat(channel.isWritable()).isFalse();
    for (int i = 0; i < 10; i++) {
      channel.writeInbound(bytes("x"));
      advance(Duration.ofMillis(1_500));
    }
    channel.flushOutbound();
    assertThat(outbound()).containsExactly("a large body");
  }

  @Test
  void holdsThePeerToANewPolicyFromTheMomentItIsSet() {
    open(LivenessPolicy.login(Duration.ofSeconds(10), Duration.ofSeconds(30)));
    beSilent(Duration.ofMillis(9_000));
    channel.pipeline().get(HeartbeatHandler.class).policy(SERVER.withCheck(false));
    beSilent(Duration.ofMinutes(10));
    assertThat(channel.isOpen()).isTrue();
    channel.pipeline().get(HeartbeatHandler.class).policy(SERVER);
    beSilent(Duration.ofMillis(2_500));
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void leavesTheLastWordToItsOwnerWhenARuleEndsTheConnection() {
    open(LivenessPolicy.login(Duration.ofSeconds(10), Duration.ofSeconds(30)));
    List<Disconnect> words = new ArrayList<>();
    channel.pipeline().get(HeartbeatHandler.class).lastWord(words::add);
    channel.writeInbound(bytes("x"));
    beSilent(Duration.ofMillis(10_200));
    assertThat(words).hasSize(1);
    assertThat(words.get(0).reason()).isEqualTo(DisconnectReason.LOGIN_TIMEOUT);
    assertThat(channel.isOpen()).isTrue();
  }

  // trap 11
  @Test
  void endsAFrameThatIsFedByteByByteForTooLong() {
    open(SERVER);
    HeartbeatHandler handler = channel.pipeline().get(HeartbeatHandler.class);
    handler.frameOpen(true);
    for (int i = 0; i < 40 && channel.isOpen(); i++) {
      handler.frameOpen(true);
      channel.writeInbound(bytes("x"));
      beSilent(Duration.ofMillis(900));
    }
    assertThat(HeartbeatHandler.disconnectOf(channel).orElseThrow().reason())
        .isEqualTo(DisconnectReason.FRAME_TIMEOUT);
  }

  // trap 23
  @Test
  void closesTheDeadThoughAListenerThrows() {
    ChannelHandler thrower =
        new ChannelInboundHandlerAdapter() {
          @Override
          public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            throw new IllegalStateException("listener");
          }

          @Override
          public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
        };
    open(SERVER);
    channel.pipeline().addLast(thrower);
    beSilent(Duration.ofMillis(4_200));
    assertThat(channel.isOpen()).isFalse();
  }

  // trap 34
  @Test
  void closesTheDeadPastHandlersThatWouldWait() {
    ChannelHandler politeness =
        new ChannelDuplexHandler() {
          @Override
          public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            ctx.writeAndFlush(bytes("goodbye"));
          }
        };
    open(SERVER, politeness);
    beSilent(Duration.ofMillis(4_200));
    assertThat(channel.isOpen()).isFalse();
    assertThat(outbound()).doesNotContain("goodbye");
  }

  // trap 36
  @Test
  void keepsTheFirstOfSeveralReasons() {
    open(SERVER);
    HeartbeatHandler.closing(channel, Disconnect.of(DisconnectReason.KICKED, "first"));
    HeartbeatHandler.closing(channel, Disconnect.of(DisconnectReason.SILENT, "second"));
    channel.close();
    channel.close();
    assertThat(HeartbeatHandler.disconnectOf(channel).orElseThrow().reason())
        .isEqualTo(DisconnectReason.KICKED);
  }

  // trap 29
  @Test
  void startsNoTimerForAPong() {
    open(CLIENT);
    for (int i = 0; i < 10_000; i++) {
      channel.writeInbound(pong(1));
    }
    advance(Duration.ofMillis(200));
    assertThat(heartbeats.stats().get(0).pongs()).isEqualTo(10_000);
    channel.pipeline().remove(HeartbeatHandler.class);
    advance(Duration.ofMillis(200));
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
  }

  @Test
  void leavesItsSlotWhenItIsTakenOutOfThePipeline() {
    open(SERVER);
    channel.pipeline().remove(HeartbeatHandler.class);
    beSilent(Duration.ofSeconds(10));
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void stateAndSilenceAreVisible() {
    open(SERVER);
    HeartbeatHandler handler = channel.pipeline().get(HeartbeatHandler.class);
    assertThat(handler.state()).isEqualTo(LivenessState.ALIVE);
    beSilent(Duration.ofMillis(2_000));
    assertThat(handler.state()).isEqualTo(LivenessState.SUSPECT);
    assertThat(handler.silenceMs()).isBetween(1_990L, 2_010L);
  }

  private void open(LivenessPolicy policy, ChannelHandler... before) {
    channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.pipeline().addLast(before);
    channel.pipeline().addLast(heartbeats.handler(new BytePings(), policy));
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add(event);
                ctx.fireUserEventTriggered(event);
              }

              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                events.add(cause);
              }
            });
  }

  private void beSilent(Duration time) {
    advance(time);
  }

  /** In steps of 10 ms: a longer one would be a stall. */
  private void advance(Duration time) {
    for (long left = time.toMillis(); left > 0; left -= 10) {
      channel.advanceTimeBy(Math.min(10, left), TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  private List<String> outbound() {
    List<String> sent = new ArrayList<>();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      sent.add(out.toString(US_ASCII));
      out.release();
    }
    return sent;
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }

  private static ByteBuf pong(int sequence) {
    return Unpooled.buffer(2).writeByte('o').writeByte(sequence);
  }
}
