package io.heartwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.EncoderException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FrameEncoderTest {
  @Test
  void writesLengthAndFrameIntoOneBuffer() {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder());
    channel.writeOutbound(new Frame.Ping(7));
    ByteBuf only = channel.readOutbound();
    assertThat(ByteBufUtil.hexDump(only)).isEqualTo("040a020807");
    assertThat(only.nioBufferCount()).isOne();
    assertThat(channel.<Object>readOutbound()).isNull();
    only.release();
    channel.finishAndReleaseAll();
  }

  @Test
  void passesEverythingElse() {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder());
    channel.writeOutbound("a greeting");
    assertThat(channel.<Object>readOutbound()).isEqualTo("a greeting");
  }

  @Test
  void failsThePromiseOfAFrameThatCannotBeSentAndKeepsTheConnection() {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder());
    ChannelFuture future = channel.writeAndFlush(new Frame.Unknown(15));
    assertThat(future.cause()).isInstanceOf(EncoderException.class);
    assertThat(channel.isActive()).isTrue();
    assertThat(channel.<Object>readOutbound()).isNull();
  }

  @Test
  void encodesABarePongAsItWouldTheFrame() {
    for (long sequence : new long[] {0, 1, 127, 128, Long.MAX_VALUE, -1}) {
      ByteBuf quick = FrameEncoder.encodePong(new EmbeddedChannel().alloc(), sequence);
      assertThat(ByteBufUtil.getBytes(quick))
          .isEqualTo(DecoderRig.encoded(new Frame.Pong(sequence)));
      quick.release();
    }
  }

  @Test
  void refusesToMakeWhatNobodyMayReceive() {
    assertThatThrownBy(() -> new Frame.Ack("i".repeat(129)))
        .hasMessage("ack.id has 129 bytes, limit 128: shorten it");
    assertThatThrownBy(() -> new Frame.Ack("ä".repeat(65)))
        .hasMessage("ack.id has 130 bytes, limit 128: shorten it");
    assertThatThrownBy(() -> new Frame.Goodbye(CloseCode.BUSY, "", 0, List.of("e".repeat(257))))
        .hasMessageContaining("limit 256");
    assertThatThrownBy(
            () ->
                new Frame.Goodbye(
                    CloseCode.BUSY, "", 0, java.util.Collections.nCopies(17, "gw:7400")))
        .hasMessage("goodbye.endpoints has 17 entries, limit 16: leave some out");
    assertThatThrownBy(() -> new Directives(-1, 0)).hasMessageContaining("directives.interval_ms");
    assertThatThrownBy(() -> Status.NONE.withBattery(Double.NaN))
        .hasMessageContaining("must be finite");
    assertThatThrownBy(() -> Status.NONE.withValues(Map.of("k", "v".repeat(257))))
        .hasMessageContaining("limit 256");
    assertThatThrownBy(() -> new Frame.Welcome("s", 1, 1, 1, Bytes.copyOf(new byte[1025]), 1))
        .hasMessageContaining("welcome.resume_token has 1025 bytes, limit 1024");
  }

  @Test
  void cutsALongDetailOfAGoodbyeBetweenCharacters() {
    Frame.Goodbye goodbye = Frame.Goodbye.of(CloseCode.MALFORMED_FRAME, "😀".repeat(300));
    assertThat(goodbye.detail()).isEqualTo("😀".repeat(256));
  }

  @Test
  void keepsSecretsOutOfTheTextOfALogin() {
    Frame.Hello hello =
        new Frame.Hello(
            1, 0, "dev-1", "", "top-secret", "", 0, Bytes.utf8("token"), Optional.empty());
    assertThat(hello.toString()).contains("dev-1").doesNotContain("top-secret", "token]");
    assertThat(Bytes.utf8("token").toString()).isEqualTo("5 bytes");
  }

  @Test
  void knowsAStatusThatSaysNothing() {
    assertThat(Status.NONE.isEmpty()).isTrue();
    assertThat(Status.health("ok").isEmpty()).isFalse();
    assertThat(Status.NONE.withLoad(0.5).load()).isEqualTo(OptionalDouble.of(0.5));
    assertThat(Status.NONE.withSignal(-71).isEmpty()).isFalse();
  }
}
