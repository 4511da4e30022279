package io.heartwire.gateway.web;

import static io.heartwire.gateway.web.RawWebSocket.BINARY;
import static io.heartwire.gateway.web.RawWebSocket.JSON;
import static io.heartwire.gateway.web.RawWebSocket.PROTOBUF;
import static io.heartwire.gateway.web.RawWebSocket.TEXT;
import static io.heartwire.gateway.web.RawWebSocket.masked;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.TestGateway;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What RFC 6455 calls wrong is answered with the close code that it prescribes. */
class WebSocketViolationsTest {
  private static TestGateway gateway;
  private static RawWebSocket bystander;

  @BeforeAll
  static void open() throws IOException {
    gateway = TestGateway.with("listeners.http.max-frame", "4KiB");
    bystander = RawWebSocket.loggedIn(gateway, "bystander");
  }

  @AfterAll
  static void nobodyElseWasHarmed() throws IOException {
    try (RawWebSocket client = bystander) {
      client.send(new Frame.Ping(1));
      assertThat(client.frame()).isEqualTo(new Frame.Pong(1));
    } finally {
      gateway.close();
    }
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static byte[] frame(int first, String hexPayload) {
    return masked(first, hex(hexPayload));
  }

  static Stream<Arguments> violations() {
    return Stream.of(
        arguments("no mask", hex("82 01 00"), 1002),
        arguments("an extension's bit", frame(0xC2, "00"), 1002),
        arguments("a reserved kind of data", frame(0x83, "00"), 1002),
        arguments("a reserved kind of control", frame(0x8B, "00"), 1002),
        arguments("a ping in fragments", frame(0x09, "00"), 1002),
        arguments("a ping of 126 bytes", masked(0x89, new byte[126]), 1002),
        arguments("a continuation of nothing", frame(0x80, "00"), 1002),
        arguments("a long form of a short length", hex("82 fe 00 01 01020304 00"), 1002),
        arguments("a length of 2^63", hex("82 ff 8000000000000000 01020304"), 1002),
        arguments("a length beyond the limit", hex("82 ff 0000000001000000 01020304"), 1009),
        arguments("a close of one byte", frame(0x88, "03"), 1002),
        arguments("a close with 999", frame(0x88, "03e7"), 1002),
        arguments("a close with 1005, which nobody sends", frame(0x88, "03ed"), 1002),
        arguments("a close with 1006, which nobody sends", frame(0x88, "03ee"), 1002),
        arguments("a close whose reason is not UTF-8", frame(0x88, "03e8 c3 28"), 1007),
        arguments("a text where binary was agreed", frame(0x81, "7b7d"), 1003),
        arguments("half a frame of ours", frame(0x82, "05 0a"), 1007),
        arguments("no frame of ours", frame(0x82, "02 ffff"), 4400),
        arguments("a frame of ours that is too large", frame(0x82, "ffff7f"), 4401));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void isClosedWithWhatIsPrescribed(String what, byte[] bytes, int code) throws IOException {
    try (RawWebSocket client = RawWebSocket.open(gateway, PROTOBUF)) {
      client.send(bytes);
      assertThat(client.closeCode()).as(what).isEqualTo(code);
      client.socket.shutdownOutput();
      assertThat(client.closes()).isTrue();
    }
  }

  static Stream<Arguments> wrongJson() {
    return Stream.of(
        arguments("binary where text was agreed", BINARY, "{}".getBytes(UTF_8), 1003),
        arguments("no UTF-8", TEXT, hex("7b 22 c3 28 22 7d"), 1007),
        arguments("half a surrogate", TEXT, hex("22 eda080 22"), 1007),
        arguments("no JSON", TEXT, "{\"hello\":".getBytes(UTF_8), 4400),
        arguments("two things", TEXT, "{} {}".getBytes(UTF_8), 4400),
        arguments("no object", TEXT, "[1]".getBytes(UTF_8), 4400),
        arguments("two kinds", TEXT, "{\"ack\":{},\"goodbye\":{}}".getBytes(UTF_8), 4400),
        arguments("the same twice", TEXT, "{\"ack\":{},\"ack\":{}}".getBytes(UTF_8), 4400),
        arguments("a wrong type", TEXT, "{\"hello\":{\"clientId\":7}}".getBytes(UTF_8), 4400),
        arguments("a wrong number", TEXT, "{\"ping\":{\"sequence\":-1}}".getBytes(UTF_8), 4400),
        arguments("no base64", TEXT, "{\"message\":{\"body\":\"*\"}}".getBytes(UTF_8), 4400),
        arguments("nested too deep", TEXT, "[".repeat(3_000).getBytes(UTF_8), 4400),
        arguments("no login", TEXT, "{\"ack\":{\"id\":\"m\"}}".getBytes(UTF_8), 4404));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongJson")
  void wrongJsonIsClosedWithWhatIsPrescribed(String what, int opcode, byte[] bytes, int code)
      throws IOException {
    try (RawWebSocket client = RawWebSocket.open(gateway, JSON)) {
      client.send(opcode, bytes);
      assertThat(client.closeCode()).as(what).isEqualTo(code);
    }
  }

  @Test
  void aMessageThatGrowsBeyondTheLimitInFragmentsIsTooBig() throws IOException {
    try (RawWebSocket client = RawWebSocket.open(gateway, JSON)) {
      client.send(masked(0x01, new byte[5_000]));
      client.send(masked(0x00, new byte[5_000]));
      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void theLimitOfAFrameIsThatOfItsBinaryFormHoweverItIsWritten() throws IOException {
    try (RawWebSocket client = RawWebSocket.open(gateway, JSON)) {
      client.text("{\"hello\":{\"protocolVersion\":1,\"clientId\":\"large\"}}");
      assertThat(client.next().text()).contains("welcome");
      client.text(message(4_000)); // 5,336 characters of base64
      assertThat(client.next().text()).contains("\"m\"");
      client.text(message(4_200));
      assertThat(client.closeCode()).isEqualTo(4401);
    }
  }

  private static String message(int bodyBytes) {
    String body = Base64.getEncoder().encodeToString(new byte[bodyBytes]);
    return "{\"message\":{\"type\":\"t\",\"id\":\"m\",\"ackWanted\":true,\"body\":\""
        + body
        + "\"}}";
  }

  @Test
  void aNewMessageWithinFragmentsIsAViolation() throws IOException {
    try (RawWebSocket client = RawWebSocket.open(gateway, JSON)) {
      client.send(masked(0x01, "{".getBytes(UTF_8)));
      client.send(masked(0x81, "{}".getBytes(UTF_8)));
      assertThat(client.closeCode()).isEqualTo(1002);
    }
  }

  @Test
  void aFrameThatIsBegunAndNotEndedHasADeadline() throws IOException {
    try (TestGateway it = TestGateway.with("liveness.frame-deadline", "300ms");
        RawWebSocket client = RawWebSocket.loggedIn(it, "slow")) {
      byte[] whole = masked(0x82, RawWebSocket.encoded(new Frame.Ping(1)));
      client.send(Arrays.copyOf(whole, whole.length - 1));
      assertThat(client.closeCode()).isEqualTo(4003);
      it.departure(DisconnectReason.FRAME_TIMEOUT);
    }
  }

  @Test
  void aLoginHasItsDeadlineFromAcceptOn() throws IOException {
    try (TestGateway it = TestGateway.with("login.deadline", "600ms");
        RawWebSocket client = RawWebSocket.open(it, PROTOBUF)) {
      assertThat(client.closeCode()).isEqualTo(4004);
      it.departure(DisconnectReason.LOGIN_TIMEOUT);
    }
  }
}
