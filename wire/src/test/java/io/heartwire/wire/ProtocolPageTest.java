package io.heartwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps the bytes in {@code docs/protocol.md} what the code sends and understands. */
class ProtocolPageTest {
  private static final Path PAGE = Path.of("..", "docs", "protocol.md");
  private static final Pattern EXAMPLE = Pattern.compile("```hex\n([a-z-]+)\n([0-9a-f ]+)\n```");

  private static final Map<String, Frame> EXAMPLES =
      Map.ofEntries(
          Map.entry("hello", Frame.Hello.of("dev-1", "secret")),
          Map.entry("hello-again", helloAgain()),
          Map.entry(
              "welcome",
              new Frame.Welcome(
                  "s1", 1_700_000_000_000_000L, 50_000, 150_000, Bytes.EMPTY, 1_700_000_000_000L)),
          Map.entry("ping", new Frame.Ping(7)),
          Map.entry("pong", new Frame.Pong(7)),
          Map.entry(
              "ping-status",
              new Frame.Ping(
                  8,
                  Status.health("ok").withBattery(0.5).withValues(Map.of("fw", "1.2")),
                  30_000,
                  Directives.NONE)),
          Map.entry(
              "pong-directives", new Frame.Pong(8, Status.NONE, new Directives(60_000, 180_000))),
          Map.entry("ping-group", new Frame.Ping(9, Status.NONE, 0, Directives.NONE, 4)),
          Map.entry("pong-group", new Frame.Pong(9, Status.NONE, new Directives(0, 0, 5))),
          Map.entry("hello-tags", helloTags()),
          Map.entry("message", new Frame.Message("t", "m1", Bytes.utf8("hi"), true)),
          Map.entry("ack", new Frame.Ack("m1")),
          Map.entry("refusal", new Frame.Refusal("m1", Frame.Refusal.Cause.BUSY)),
          Map.entry("renew-wanted", new Frame.Renew("", 300_000)),
          Map.entry("renew", new Frame.Renew("newer", 0)),
          Map.entry(
              "goodbye",
              new Frame.Goodbye(CloseCode.SHUTDOWN, "bye", 7_000, List.of("gw-b:7400"))));

  @Test
  void everyExampleIsWhatWeSend() throws IOException {
    Map<String, String> page = examplesOfPage();
    EXAMPLES.forEach(
        (name, frame) ->
            assertThat(page.get(name))
                .as("%s in docs/protocol.md", name)
                .isEqualTo(spaced(DecoderRig.encoded(frame))));
  }

  @Test
  void everyExampleIsWhatWeUnderstand() throws IOException {
    Map<String, String> page = examplesOfPage();
    assertThat(page).hasSize(EXAMPLES.size() + 1);
    page.forEach(
        (name, hex) -> {
          try (DecoderRig rig = new DecoderRig(1000)) {
            rig.arrive(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
            assertThat(rig.frames)
                .as(name)
                .containsExactly(EXAMPLES.getOrDefault(name, new Frame.Unknown(15)));
          }
        });
  }

  private static Frame helloAgain() {
    LastDisconnect last = new LastDisconnect("s1", "NO_PONG", 1_500, 20_000, -1, 12, false, 0);
    return new Frame.Hello(1, 0, "dev-1", "", "secret", "", 0, Bytes.EMPTY, Optional.of(last));
  }

  private static Frame helloTags() {
    return new Frame.Hello(
        1,
        0,
        "dev-1",
        "",
        "",
        "",
        0,
        Bytes.EMPTY,
        Optional.empty(),
        List.of("floor-2", "lab"),
        new GroupVersion("cars", 4));
  }

  private static Map<String, String> examplesOfPage() throws IOException {
    Map<String, String> examples = new HashMap<>();
    Matcher matcher = EXAMPLE.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      examples.put(matcher.group(1), matcher.group(2));
    }
    return examples;
  }

  private static String spaced(byte[] bytes) {
    return ByteBufUtil.hexDump(bytes).replaceAll("(..)(?=.)", "$1 ");
  }
}
