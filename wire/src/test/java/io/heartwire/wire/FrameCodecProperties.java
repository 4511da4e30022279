package io.heartwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.proto.HeartwireProto;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FrameCodecProperties {
  private static final int LIMIT = 1 << 20;

  @Provide
  Arbitrary<Frame> frames() {
    return AnyFrame.frames();
  }

  @Property(tries = 400)
  void whatWeWriteProtocReadsAsTheSame(@ForAll("frames") Frame frame) {
    ByteBuf encoded = FrameEncoder.encode(new UnpooledByteBufAllocator(false), frame);
    assertThat(encoded.capacity()).as("sized exactly").isEqualTo(encoded.readableBytes());
    assertThat(ProtocMirror.parse(encoded)).isEqualTo(ProtocMirror.of(frame));
    encoded.release();
  }

  @Property(tries = 400)
  void whatProtocWritesWeReadAsTheSame(@ForAll("frames") Frame frame) {
    try (DecoderRig rig = new DecoderRig(LIMIT)) {
      ByteBuf sent = ProtocMirror.delimited(ProtocMirror.of(frame));
      rig.channel.writeInbound(sent);
      assertThat(rig.failures).isEmpty();
      assertThat(rig.frames).containsExactly(frame);
    }
  }

  @Property(tries = 300)
  void fieldsOfLaterVersionsAreIgnoredWhereverTheyStand(
      @ForAll("frames") Frame frame, @ForAll @IntRange(min = 16, max = 536870911) int field) {
    HeartwireProto.Frame plain = ProtocMirror.of(frame);
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(
                field,
                UnknownFieldSet.Field.newBuilder()
                    .addVarint(-1)
                    .addFixed32(7)
                    .addFixed64(8)
                    .addLengthDelimited(ByteString.copyFromUtf8("later"))
                    .build())
            .build();
    HeartwireProto.Frame.Builder extended = plain.toBuilder().setUnknownFields(later);
    if (plain.hasPing()) {
      extended.setPing(plain.getPing().toBuilder().setUnknownFields(later));
    } else if (plain.hasHello()) {
      extended.setHello(plain.getHello().toBuilder().setUnknownFields(later));
    } else if (plain.hasGoodbye()) {
      extended.setGoodbye(plain.getGoodbye().toBuilder().setUnknownFields(later));
    }
    try (DecoderRig rig = new DecoderRig(LIMIT)) {
      rig.channel.writeInbound(ProtocMirror.delimited(extended.build()));
      assertThat(rig.failures).isEmpty();
      assertThat(rig.frames).containsExactly(frame);
    }
  }

  @Property(tries = 300)
  void everySplitOfTheStreamGivesTheSameFrames(
      @ForAll @Size(min = 1, max = 6) List<@net.jqwik.api.From("frames") Frame> sent,
      @ForAll Random random) {
    byte[] stream = DecoderRig.encoded(sent.toArray(new Frame[0]));
    try (DecoderRig rig = new DecoderRig(LIMIT)) {
      int at = 0;
      while (at < stream.length) {
        int step = 1 + random.nextInt(random.nextBoolean() ? 4 : stream.length);
        int end = Math.min(stream.length, at + step);
        rig.arrive(Arrays.copyOfRange(stream, at, end));
        at = end;
      }
      assertThat(rig.failures).isEmpty();
      assertThat(rig.frames).isEqualTo(sent);
      // Trap 11: whoever watches half-read frames hears an end for each beginning.
      assertThat(rig.progress).hasSizeLessThan(2 * stream.length + 1);
      for (int i = 0; i < rig.progress.size(); i++) {
        assertThat(rig.progress.get(i)).isEqualTo(i % 2 == 0);
      }
      assertThat(rig.progress.size() % 2).as("closed in the end").isZero();
    }
  }

  @Property(tries = 1500)
  void garbageEndsInTheTypedFailureOrInFramesAndNothingElse(
      @ForAll("soup") byte[] soup, @ForAll @IntRange(min = 1, max = 64) int step) {
    int limit = 256;
    try (DecoderRig rig = new DecoderRig(limit)) {
      for (int at = 0; at < soup.length; at += step) {
        rig.arrive(Arrays.copyOfRange(soup, at, Math.min(soup.length, at + step)));
        assertThat(rig.heldBytes())
            .as("one frame of the limit and one read at most, doubled by growth")
            .isLessThanOrEqualTo(4L * (limit + step));
      }
      assertThat(rig.failures).hasSizeLessThanOrEqualTo(1);
      for (Throwable failure : rig.failures) {
        assertThat(failure).isInstanceOf(FrameException.class);
        assertThat(((FrameException) failure).reason())
            .isIn(DisconnectReason.MALFORMED_FRAME, DisconnectReason.FRAME_TOO_LARGE);
      }
    }
  }

  @Property(tries = 400)
  void aFrameWithOneByteChangedNeverDoesMoreThanFail(
      @ForAll("frames") Frame frame, @ForAll Random random) {
    byte[] bytes = DecoderRig.encoded(frame);
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
    try (DecoderRig rig = new DecoderRig(LIMIT)) {
      rig.arrive(bytes);
      assertThat(rig.failures).allSatisfy(f -> assertThat(f).isInstanceOf(FrameException.class));
    }
  }

  /** Bytes at random, and bytes that look like the beginning of something. */
  @Provide
  Arbitrary<byte[]> soup() {
    Arbitrary<Byte> telling =
        Arbitraries.of(
            (byte) 0x00,
            (byte) 0x01,
            (byte) 0x02,
            (byte) 0x08,
            (byte) 0x0A,
            (byte) 0x12,
            (byte) 0x1A,
            (byte) 0x22,
            (byte) 0x2A,
            (byte) 0x32,
            (byte) 0x3A,
            (byte) 0x0B,
            (byte) 0x7F,
            (byte) 0x80,
            (byte) 0xFF,
            (byte) 0x04,
            (byte) 0x10,
            (byte) 0x20);
    return Arbitraries.oneOf(Arbitraries.bytes(), telling)
        .array(byte[].class)
        .ofMinSize(1)
        .ofMaxSize(600);
  }
}
