package io.heartwire.gateway.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.GroupVersion;
import io.heartwire.wire.LastDisconnect;
import io.heartwire.wire.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON form says all that the binary form says. */
class JsonFormTest {
  private static final Path PAGE = Path.of("..", "docs", "protocol.md");
  private static final Status STATUS =
      Status.health("ok")
          .withBattery(0)
          .withSignal(-71)
          .withLoad(1e-9)
          .withValues(Map.of("k", "v"));

  static Stream<Frame> frames() {
    var last = new LastDisconnect("s1", "NO_PONG", 1, 2, 0, -1, true, 3);
    return Stream.of(
        new Frame.Ping(0),
        new Frame.Ping(-1, STATUS, 5, Directives.NONE, 6),
        new Frame.Ping(1L << 53, Status.NONE, 0, new Directives(1, 2, 3)),
        new Frame.Pong(Long.MIN_VALUE, STATUS, new Directives(0, 0, 9)),
        new Frame.Message("t", "", Bytes.EMPTY, false),
        new Frame.Message(
            "\u00e4\u2028\ud83d\ude00\"\\", "m1", Bytes.copyOf(new byte[] {-1, 0}), true),
        new Frame.Ack("m1"),
        new Frame.Refusal("m1", Frame.Refusal.Cause.BUSY),
        new Frame.Refusal("m1", Frame.Refusal.Cause.FAILED),
        new Frame.Refusal("", Frame.Refusal.Cause.UNSPECIFIED),
        Frame.Hello.of("dev-1", "secret"),
        new Frame.Hello(
            1,
            -1,
            "dev-1",
            "user",
            "secret",
            "v1",
            7,
            Bytes.utf8("token"),
            Optional.of(last),
            List.of("a", "b"),
            new GroupVersion("g", 4)),
        new Frame.Welcome("s1", -2, 1, 2, Bytes.utf8("t"), 3, new GroupVersion("g", 0)),
        new Frame.Goodbye(CloseCode.SHUTDOWN, "bye", 0, List.of("gw-b:7400")),
        Frame.Goodbye.of(CloseCode.GOODBYE, ""),
        new Frame.Renew("", 300_000),
        new Frame.Renew("newer", 0));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void isReadAsItWasWritten(Frame frame) {
    assertThat(JsonReader.read(JsonWriter.write(frame))).isEqualTo(frame);
  }

  @Test
  void whatIsNotKnownIsNoFrameYet() {
    assertThat(JsonReader.read("{\"later\":7,\"more\":{}}")).isInstanceOf(Frame.Unknown.class);
    assertThat(JsonReader.read("{}")).isInstanceOf(Frame.Unknown.class);
    assertThat(JsonReader.read("{\"ack\":{\"id\":\"m\",\"later\":1}}"))
        .isEqualTo(new Frame.Ack("m"));
    assertThat(JsonReader.read("{\"ack\":{\"id\":null}}")).isEqualTo(new Frame.Ack(""));
  }

  @Test
  void theLinesOfItsPageAreWhatTheCodeReadsAndWrites() throws IOException {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf("## The JSON form"));
    String block = section.substring(section.indexOf("```json\n") + 8);
    List<String> lines = block.substring(0, block.indexOf("```")).lines().toList();
    assertThat(lines).hasSizeGreaterThan(5);
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(JsonWriter.write(JsonReader.read(line)))
                    .isEqualTo(line.replace("\": ", "\":").replace(", ", ",")));
  }
}
