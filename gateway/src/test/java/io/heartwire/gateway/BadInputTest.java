package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bad input gets its own close code and counter, and harms no other client. */
class BadInputTest {
  private static final byte[] UNKNOWN_FRAME = {2, (byte) (15 << 3 | 2), 0};

  private final TestGateway it =
      TestGateway.with(
          "login.deadline",
          "700ms",
          "liveness.frame-deadline",
          "700ms",
          "login.in-flight-max",
          "1");
  private RawClient innocent;

  @BeforeEach
  void anInnocentClientIsThere() throws IOException {
    innocent = it.login("innocent");
  }

  @AfterEach
  void theInnocentClientIsUnharmedAndNothingIsLeftOpen() throws IOException {
    innocent.send(new Frame.Ping(99));
    assertThat(innocent.receive(Frame.Pong.class).sequence()).isEqualTo(99);
    TestGateway.await("only the innocent", () -> it.gateway.counters().open() == 1);
    innocent.close();
    it.close();
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void refusesAFrameThatIsTooLargeBeforeItsBytesCome() throws IOException {
    try (RawClient hostile = it.connect()) {
      hostile.send(new byte[] {(byte) 0xFF, (byte) 0xFF, 0x7F});
      expect(hostile, CloseCode.FRAME_TOO_LARGE);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void refusesAFrameThatIsTooLargeAfterTheLogin() throws IOException {
    try (RawClient hostile = it.login("hostile")) {
      hostile.send(new Frame.Message("big", "", Bytes.copyOf(new byte[60_000]), false));
      hostile.send(new byte[] {(byte) 0x81, (byte) 0x80, 0x04}); // 65,537 bytes, limit 65,536
      expect(hostile, CloseCode.FRAME_TOO_LARGE);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void refusesGarbage() throws IOException {
    try (RawClient hostile = it.connect()) {
      byte[] garbage = new byte[64];
      Arrays.fill(garbage, (byte) 0xEE);
      hostile.send(garbage);
      expect(hostile, CloseCode.MALFORMED_FRAME);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void refusesTheBytesThatThePageForAuthorsOfClientsNames() throws IOException {
    byte[] bytes = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 1};
    try (RawClient stranger = it.connect()) {
      stranger.send(bytes);
      expect(stranger, CloseCode.MALFORMED_FRAME);
    }
    try (RawClient client = it.login("author")) {
      client.send(bytes);
      assertThat(goodbye(client).code()).isEqualTo(CloseCode.MALFORMED_FRAME);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void refusesABrowser() throws IOException {
    try (RawClient hostile = it.connect()) {
      hostile.send(
          ("GET / HTTP/1.1 " + "from a browser that took the wrong port; ".repeat(4))
              .getBytes(StandardCharsets.US_ASCII));
      expect(hostile, CloseCode.MALFORMED_FRAME);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void takesATruncatedFrameForAClosedConnection() throws IOException {
    try (RawClient hostile = it.connect()) {
      hostile.send(Arrays.copyOf(hostile.encode(Frame.Hello.of("cut", "")), 4));
    }
    assertThat(it.departure(DisconnectReason.FIN).clientId()).isEmpty();
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void endsALoginThatComesByteByByteAtTheLoginDeadline() throws IOException { // trap 19
    try (RawClient hostile = it.connect()) {
      trickle(hostile, hostile.encode(Frame.Hello.of("x".repeat(100), "")));
      expect(hostile, CloseCode.LOGIN_TIMEOUT, CloseCode.FRAME_TIMEOUT);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void endsAFrameThatComesByteByByteAtTheFrameDeadline() throws IOException { // trap 11
    try (RawClient hostile = it.login("hostile")) {
      trickle(
          hostile,
          hostile.encode(new Frame.Message("slow", "", Bytes.copyOf(new byte[200]), false)));
      expect(hostile, CloseCode.FRAME_TIMEOUT);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void endsAHalfWrittenFrameAtTheFrameDeadline() throws IOException {
    try (RawClient hostile = it.login("hostile")) {
      hostile.send(new byte[] {100, 1, 2, 3});
      expect(hostile, CloseCode.FRAME_TIMEOUT);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void aFrameInTimeLeavesNoDeadlineBehind() throws IOException {
    try (RawClient client = it.login("slow-but-fine")) {
      byte[] frame = client.encode(new Frame.Ping(3));
      for (byte one : frame) {
        client.send(new byte[] {one});
      }
      assertThat(client.receive(Frame.Pong.class).sequence()).isEqualTo(3);
      trickle(client, UNKNOWN_FRAME);
      client.send(new Frame.Ping(4));
      assertThat(client.receive(Frame.Pong.class).sequence()).isEqualTo(4);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void endsAConnectionThatNeverLogsIn() throws IOException { // trap 19
    try (RawClient hostile = it.connect()) {
      expect(hostile, CloseCode.LOGIN_TIMEOUT);
      assertThat(it.gateway.disconnects().strangersEnded(DisconnectReason.LOGIN_TIMEOUT)).isOne();
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void refusesASecondLogin() throws IOException {
    try (RawClient hostile = it.login("hostile")) {
      hostile.send(Frame.Hello.of("another", ""));
      expect(hostile, CloseCode.LOGIN_TWICE);
      assertThat(it.gateway.sessions().attached()).isOne();
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void refusesWhateverComesBeforeTheLogin() throws IOException {
    List<Frame> tooEarly =
        List.of(
            new Frame.Ping(1),
            new Frame.Pong(1),
            new Frame.Message("early", "", Bytes.EMPTY, false),
            new Frame.Ack("1"),
            new Frame.Welcome("s", 1, 1, 1, Bytes.EMPTY, 1));
    for (Frame frame : tooEarly) {
      try (RawClient hostile = it.connect()) {
        hostile.send(frame);
        assertThat(goodbye(hostile).code()).isEqualTo(CloseCode.NOT_LOGGED_IN);
      }
    }
    assertThat(it.count(DisconnectReason.NOT_LOGGED_IN)).isEqualTo(tooEarly.size());
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void refusesAWelcomeFromAClient() throws IOException {
    try (RawClient hostile = it.login("hostile")) {
      hostile.send(new Frame.Welcome("s", 1, 1, 1, Bytes.EMPTY, 1));
      expect(hostile, CloseCode.MALFORMED_FRAME);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void ignoresFramesOfLaterVersionsBeforeAndAfterTheLogin() throws IOException {
    try (RawClient modern = it.connect()) {
      modern.send(UNKNOWN_FRAME);
      modern.login("modern");
      modern.send(UNKNOWN_FRAME);
      modern.send(new Frame.Ping(5));
      assertThat(modern.receive(Frame.Pong.class).sequence()).isEqualTo(5);
      assertThat(it.gateway.counters().unknownFrames()).isEqualTo(2);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @ValueSource(strings = {"", "with blank", "tab\t", "umläut", "new\nline", "nul\0"})
  void refusesAClientIdWithOtherCharacters(String id) throws IOException {
    refusesTheId(id);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @ValueSource(ints = {129, 1_000})
  void refusesAClientIdThatIsTooLong(int length) throws IOException {
    refusesTheId("x".repeat(length));
  }

  private void refusesTheId(String id) throws IOException {
    try (RawClient hostile = it.connect()) {
      hostile.send(Frame.Hello.of(id, ""));
      Frame.Goodbye goodbye = expect(hostile, CloseCode.BAD_CLIENT_ID);
      assertThat(goodbye.detail()).contains("client id has");
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void takesAClientIdOfTheGreatestLength() throws IOException {
    try (RawClient client = it.login("x".repeat(128))) {
      assertThat(it.gateway.sessions().attached()).isEqualTo(2);
      client.send(new Frame.Ping(1));
      client.receive(Frame.Pong.class);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void refusesControlCharactersThatWouldForgeALogLine() throws IOException {
    try (RawClient hostile = it.connect()) {
      hostile.send(
          new Frame.Hello(
              1, 0, "dev", "", "", "1.0\nINFO forged", 0, Bytes.EMPTY, Optional.empty()));
      expect(hostile, CloseCode.MALFORMED_FRAME);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void refusesAMessageThatAsksForAnAckAndHasNoId() throws IOException {
    try (RawClient hostile = it.login("hostile")) {
      hostile.send(new Frame.Message("t", "", Bytes.EMPTY, true));

      Frame.Goodbye goodbye = hostile.receive(Frame.Goodbye.class);

      assertThat(goodbye.code()).isEqualTo(CloseCode.MALFORMED_FRAME);
      assertThat(goodbye.detail()).contains("has no id", "give it one");
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void answersAnUnknownVersionWithItsOwnCode() throws IOException {
    try (RawClient hostile = it.connect()) {
      hostile.send(new Frame.Hello(99, 0, "dev", "", "", "", 0, Bytes.EMPTY, Optional.empty()));
      expect(hostile, CloseCode.UNSUPPORTED_VERSION);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void cutsAPeerThatDoesNotTakeItsGoodbye() throws IOException {
    try (RawClient hostile = it.login("hostile")) {
      hostile.send(Frame.Hello.of("hostile", ""));
      TestGateway.await("the cut", () -> it.gateway.counters().cutFarewells() == 1);
      TestGateway.await("its end", () -> it.gateway.counters().open() == 1);
    }
  }

  /** Sends {@code bytes} one at a time for longer than the deadlines, as long as it may. */
  private static void trickle(RawClient client, byte[] bytes) {
    for (byte one : bytes) {
      long start = System.nanoTime();
      TestGateway.await("a pause", () -> System.nanoTime() - start > 20_000_000);
      try {
        client.send(new byte[] {one});
      } catch (IOException e) {
        return;
      }
    }
  }

  /**
   * The goodbye that {@code hostile} gets, one of {@code codes}; it is counted, and all is closed.
   */
  private Frame.Goodbye expect(RawClient hostile, CloseCode... codes) throws IOException {
    Frame.Goodbye goodbye = goodbye(hostile);
    assertThat(goodbye.code()).isIn((Object[]) codes);
    assertThat(it.count(goodbye.code().reason())).isOne();
    return goodbye;
  }

  private static Frame.Goodbye goodbye(RawClient hostile) throws IOException {
    List<Frame> frames = hostile.untilClosed();
    assertThat(frames).isNotEmpty();
    return (Frame.Goodbye) frames.get(frames.size() - 1);
  }
}
