package io.heartwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.DisconnectReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  private static final byte[] PING_7 = {4, 0x0A, 2, 0x08, 7};

  @Test
  void readsAPingThatArrivesWholeWithoutReportingProgress() {
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.arrive(PING_7);
      assertThat(rig.frames).containsExactly(new Frame.Ping(7));
      assertThat(rig.progress).isEmpty();
    }
  }

  @Test
  void sharesTheEmptyStatusAndDirectivesOfBarePings() {
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.arrive(4, 0x0A, 2, 0x12, 0);
      Frame.Ping ping = (Frame.Ping) rig.frames.get(0);
      assertThat(ping.status()).isSameAs(Status.NONE);
      assertThat(ping.directives()).isSameAs(Directives.NONE);
    }
  }

  @Test
  void reportsAFrameThatIsHalfReadUntilItEnds() { // trap 11
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.arrive(4, 0x0A);
      assertThat(rig.progress).containsExactly(true);
      rig.arrive(2);
      assertThat(rig.progress).as("told once, not at each byte").containsExactly(true);
      rig.arrive(0x08, 7);
      assertThat(rig.progress).containsExactly(true, false);
      assertThat(rig.frames).containsExactly(new Frame.Ping(7));
    }
  }

  @Test
  void reportsAnIncompleteLengthPrefixAsAnOpenFrame() { // trap 11
    try (DecoderRig rig = new DecoderRig(1000)) {
      rig.arrive(0x80);
      assertThat(rig.progress).containsExactly(true);
    }
  }

  @Test
  void startsTheDeadlineAnewForEachFrameOfABusyConnection() { // trap 11
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.arrive(4, 0x0A, 2);
      rig.arrive(0x08, 7, 4, 0x0A);
      assertThat(rig.progress).containsExactly(true, false, true);
    }
  }

  @Test
  void refusesALengthOverTheLimitBeforeItsBytesArrive() {
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.arrive(101);
      assertThat(rig.onlyFailure().reason()).isEqualTo(DisconnectReason.FRAME_TOO_LARGE);
      assertThat(rig.onlyFailure().disconnect().detail())
          .isEqualTo(
              "a frame has 101 bytes, limit 100: send less at a time, or raise the listener's"
                  + " max-frame");
    }
  }

  @Test
  void acceptsAFrameOfExactlyTheLimit() {
    try (DecoderRig rig = new DecoderRig(4)) {
      rig.arrive(PING_7);
      assertThat(rig.frames).hasSize(1);
    }
  }

  @Test
  void refusesALengthOfMoreThanFiveBytes() {
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.arrive(0x80, 0x80, 0x80, 0x80, 0x80, 0x00);
      assertThat(rig.onlyFailure().reason()).isEqualTo(DisconnectReason.MALFORMED_FRAME);
      assertThat(rig.onlyFailure()).hasMessageContaining("more than 5 bytes, limit 5");
    }
  }

  @Test
  void readsALengthBeyondTheIntegersAsTooLarge() {
    try (DecoderRig rig = new DecoderRig(Integer.MAX_VALUE)) {
      rig.arrive(0xFF, 0xFF, 0xFF, 0xFF, 0x7F);
      assertThat(rig.onlyFailure().reason()).isEqualTo(DisconnectReason.FRAME_TOO_LARGE);
    }
  }

  @Test
  void throwsAwayEverythingAfterAFailureAndReportsItOnce() {
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.arrive(4, 0x0A);
      rig.arrive(9, 9, 9, 1, 2, 3);
      rig.arrive(PING_7);
      rig.arrive(101);
      assertThat(rig.failures).hasSize(1);
      assertThat(rig.frames).isEmpty();
      assertThat(rig.progress).containsExactly(true, false);
      assertThat(rig.heldBytes()).isZero();
    }
  }

  @Test
  void deliversTheFramesBeforeAFailure() {
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.arrive(4, 0x0A, 2, 0x08, 7, 101);
      assertThat(rig.frames).containsExactly(new Frame.Ping(7));
      assertThat(rig.failures).hasSize(1);
    }
  }

  @Test
  void freesAHalfReadFrameWhenTheChannelCloses() {
    try (DecoderRig rig = new DecoderRig(1000)) {
      rig.arrive(0x80, 1, 1, 2, 3);
      assertThat(rig.heldBytes()).isPositive();
    }
  }

  @Test
  void movesToTheLargerLimitAfterTheLogin() {
    try (DecoderRig rig = new DecoderRig(10)) {
      rig.decoder.limit(100);
      rig.arrive(DecoderRig.encoded(new Frame.Message("t", "i", Bytes.utf8("0123456789"), true)));
      assertThat(rig.failures).isEmpty();
      assertThat(rig.frames).hasSize(1);
      assertThatThrownBy(() -> rig.decoder.limit(0)).hasMessageContaining("at least 1");
    }
  }

  @Test
  void namesAFrameOfALaterVersionUnknown() {
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.arrive(4, 0x7A, 2, 0x08, 7);
      rig.arrive(0);
      rig.arrive(2, 0x08, 7);
      assertThat(rig.frames)
          .containsExactly(new Frame.Unknown(15), new Frame.Unknown(0), new Frame.Unknown(1));
      assertThat(rig.failures).isEmpty();
    }
  }

  @Test
  void refusesWhatIsNotProtobuf() {
    assertMalformed("a group", "wire type 3", "020b0c");
    assertMalformed("the end of a group", "wire type 4", "010c");
    assertMalformed("wire type 6", "wire type 6", "010e");
    assertMalformed("wire type 7", "wire type 7", "010f");
    assertMalformed("field number 0", "field number 0", "020000");
    assertMalformed("a tag of more than 32 bits", "field number 536870912", "0780808080100000");
    assertMalformed("a varint cut by the frame's end", "ends within a varint", "030a0108");
    assertMalformed("a varint of 11 bytes", "more than 10 bytes", "0e0a0c088080808080808080808001");
    assertMalformed("a field longer than its frame", "claims 9 bytes, 2 are left", "040a090807");
    assertMalformed(
        "a field of 2^63 bytes", "claims 9223372036854775808 bytes", "0c0a8080808080808080800100");
    assertMalformed("a fixed64 cut short", "needs 8 bytes, 1 are left", "027900");
    assertMalformed("a fixed32 cut short", "needs 4 bytes, 1 are left", "027d00");
    assertMalformed("two kinds", "two kinds", "040a001200");
    assertMalformed("bad UTF-8", "ack.id is not valid UTF-8", "0622040a02c328");
    assertMalformed("a surrogate", "not valid UTF-8", "0722050a03eda080");
    assertMalformed("overlong UTF-8", "not valid UTF-8", "0622040a02c080");
  }

  @Test
  void refusesNumbersThatOtherLanguagesCannotHold() {
    assertMalformed(
        "2^53",
        "ping.interval_ms is 9007199254740992, limit 9007199254740991",
        "0b0a09188080808080808010");
  }

  @Test
  void boundsEveryTextAndList() {
    assertTooLong("message.type", 3, 1, 256);
    assertTooLong("message.id", 3, 2, 128);
    assertTooLong("ack.id", 4, 1, 128);
    assertTooLong("hello.client_id", 5, 3, 1024);
    assertTooLong("hello.user", 5, 4, 256);
    assertTooLong("hello.credential", 5, 5, 8192);
    assertTooLong("hello.client_version", 5, 6, 128);
    assertTooLong("hello.resume_token", 5, 8, 1024);
    assertTooLong("welcome.session_id", 6, 1, 128);
    assertTooLong("welcome.resume_token", 6, 5, 1024);
    assertTooLong("goodbye.detail", 7, 2, 1024);
    assertTooLong("goodbye.endpoints", 7, 4, 256);
    assertFails("status.health has 65 bytes, limit 64", nested(1, nested(2, text(4, 65))));
    assertFails(
        "status.values key has 65 bytes, limit 64", nested(1, nested(2, nested(5, text(1, 65)))));
    assertFails(
        "status.values value has 257 bytes, limit 256",
        nested(1, nested(2, nested(5, text(2, 257)))));
    assertFails(
        "last_disconnect.session_id has 129 bytes, limit 128", nested(5, nested(9, text(1, 129))));
    assertFails("last_disconnect.cause has 65 bytes, limit 64", nested(5, nested(9, text(2, 65))));
    assertFails("goodbye.endpoints has more than 16 entries", nested(7, repeated(17, text(4, 1))));
    byte[][] entries = new byte[33][];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = nested(5, new byte[] {0x0A, 1, (byte) ('A' + i)});
    }
    assertFails("status.values has more than 32 entries", nested(1, nested(2, joined(entries))));
  }

  @Test
  void keepsTheLastOfRepeatedKeysWithoutCountingThemTwice() {
    byte[] entry = nested(5, new byte[] {0x0A, 1, 'k', 0x12, 1, 'v'});
    try (DecoderRig rig = new DecoderRig(10_000)) {
      rig.arrive(prefixed(nested(1, nested(2, repeated(40, entry)))));
      assertThat(((Frame.Ping) rig.frames.get(0)).status().values()).isEqualTo(Map.of("k", "v"));
    }
  }

  @Test
  void takesNumbersThatAreNotFiniteAsAbsent() {
    byte[] status = {
      0x09, 0, 0, 0, 0, 0, 0, (byte) 0xF8, 0x7F, 0x11, 0, 0, 0, 0, 0, 0, (byte) 0xF0, 0x7F
    };
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.arrive(prefixed(nested(1, nested(2, status))));
      assertThat(((Frame.Ping) rig.frames.get(0)).status()).isSameAs(Status.NONE);
    }
  }

  @Test
  void namesACodeOfALaterVersionByItsRange() {
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.arrive(prefixed(nested(7, new byte[] {0x08, (byte) 0xAD, 0x20})));
      assertThat(rig.frames)
          .containsExactly(new Frame.Goodbye(CloseCode.OTHER_LATER, "", -1, List.of()));
    }
  }

  @Test
  void holdsNoMoreThanWhatHasArrived() {
    try (DecoderRig rig = new DecoderRig(1 << 20)) {
      rig.arrive(0xFF, 0xFF, 0x3F, 1);
      assertThat(rig.heldBytes())
          .as("a claim of 1 MiB costs its claimant's 4 bytes")
          .isLessThan(1024);
    }
  }

  @Test
  void readsFramesFromAReadOnlyBufferOfDirectMemory() {
    try (DecoderRig rig = new DecoderRig(100)) {
      ByteBuf direct = rig.memory.directBuffer().writeBytes(PING_7).writeBytes(PING_7);
      rig.channel.writeInbound(direct.asReadOnly());
      assertThat(rig.frames).hasSize(2);
    }
  }

  private static void assertMalformed(String what, String message, String hex) {
    try (DecoderRig rig = new DecoderRig(100)) {
      rig.arrive(ByteBufUtil.decodeHexDump(hex));
      assertThat(rig.onlyFailure().reason()).as(what).isEqualTo(DisconnectReason.MALFORMED_FRAME);
      assertThat(rig.onlyFailure()).as(what).hasMessageContaining(message);
    }
  }

  private static void assertTooLong(String field, int kind, int number, int limit) {
    assertFails(
        field + " has " + (limit + 1) + " bytes, limit " + limit,
        nested(kind, text(number, limit + 1)));
    try (DecoderRig rig = new DecoderRig(10_000)) {
      rig.arrive(prefixed(nested(kind, text(number, limit))));
      assertThat(rig.frames).as("%s of %s bytes", field, limit).hasSize(1);
    }
  }

  private static void assertFails(String message, byte[] frame) {
    try (DecoderRig rig = new DecoderRig(10_000)) {
      rig.arrive(prefixed(frame));
      assertThat(rig.onlyFailure().reason()).isEqualTo(DisconnectReason.MALFORMED_FRAME);
      assertThat(rig.onlyFailure()).hasMessageContaining(message);
    }
  }

  private static byte[] text(int number, int length) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) 'a');
    return nested(number, content);
  }

  private static byte[] nested(int number, byte[] content) {
    return joined(new byte[] {(byte) (number << 3 | 2)}, prefixed(content));
  }

  private static byte[] prefixed(byte[] content) {
    int size = content.length;
    byte[] length =
        size < 128
            ? new byte[] {(byte) size}
            : new byte[] {(byte) (size | 128), (byte) (size >> 7)};
    return joined(length, content);
  }

  private static byte[] repeated(int times, byte[] part) {
    byte[][] parts = new byte[times][];
    Arrays.fill(parts, part);
    return joined(parts);
  }

  private static byte[] joined(byte[]... parts) {
    int size = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
