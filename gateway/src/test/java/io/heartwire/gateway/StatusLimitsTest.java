package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A status beyond its limits ends its connection with a code, and harms nobody else. */
class StatusLimitsTest {
  private final TestGateway it = TestGateway.with();

  @AfterEach
  void othersAreServed() throws IOException {
    try (it;
        RawClient innocent = it.login("innocent")) {
      innocent.send(new Frame.Ping(1));
      innocent.receive(Frame.Pong.class);
    }
  }

  private static Frame.Goodbye goodbye(RawClient hostile) throws IOException {
    List<Frame> frames = hostile.untilClosed();
    return (Frame.Goodbye) frames.get(frames.size() - 1);
  }

  @Test
  void refusesAStatusOfAMegabyteBeforeItsBytesCome() throws IOException {
    try (RawClient hostile = it.login("hostile")) {
      byte[] status = value("k", "x".repeat(1_000_000));
      hostile.send(Arrays.copyOf(ping(status), 50_000));
      assertThat(goodbye(hostile).code()).isEqualTo(CloseCode.FRAME_TOO_LARGE);
      assertThat(it.count(DisconnectReason.FRAME_TOO_LARGE)).isOne();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "33, 1, 1, has more than 32 entries",
    "1, 65, 1, 'status.values key has 65 bytes, limit 64'",
    "1, 1, 257, 'status.values value has 257 bytes, limit 256'",
  })
  void refusesAStatusBeyondItsLimits(int entries, int key, int value, String detail)
      throws IOException {
    try (RawClient hostile = it.login("hostile")) {
      var status = new ByteArrayOutputStream();
      for (int i = 0; i < entries; i++) {
        status.write(value((char) ('A' + i) + "x".repeat(key - 1), "x".repeat(value)));
      }
      hostile.send(ping(status.toByteArray()));
      Frame.Goodbye goodbye = goodbye(hostile);
      assertThat(goodbye.code()).isEqualTo(CloseCode.MALFORMED_FRAME);
      assertThat(goodbye.detail()).contains(detail);
      assertThat(it.count(DisconnectReason.MALFORMED_FRAME)).isOne();
    }
  }

  @Test
  void takesAStatusAtItsLimits() throws IOException {
    try (RawClient client = it.login("talker")) {
      var status = new ByteArrayOutputStream();
      for (int i = 0; i < 32; i++) {
        status.write(value((char) ('A' + i) + "x".repeat(63), "x".repeat(256)));
      }
      client.send(ping(status.toByteArray()));
      client.receive(Frame.Pong.class);
      assertThat(it.gateway.counters().statusChanges()).isOne();
    }
  }

  /** A ping with a status of these bytes, by hand: no frame of ours can be made beyond a limit. */
  private static byte[] ping(byte[] status) throws IOException {
    byte[] field = field(2, status);
    byte[] frame = field(1, field);
    var framed = new ByteArrayOutputStream();
    varint(framed, frame.length);
    framed.write(frame);
    return framed.toByteArray();
  }

  private static byte[] value(String key, String value) throws IOException {
    var entry = new ByteArrayOutputStream();
    entry.write(field(1, key.getBytes(StandardCharsets.UTF_8)));
    entry.write(field(2, value.getBytes(StandardCharsets.UTF_8)));
    return field(5, entry.toByteArray());
  }

  private static byte[] field(int number, byte[] bytes) throws IOException {
    var field = new ByteArrayOutputStream();
    field.write(number << 3 | 2);
    varint(field, bytes.length);
    field.write(bytes);
    return field.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, int number) {
    int rest = number;
    while (rest > 0x7F) {
      out.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
