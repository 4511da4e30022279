package io.heartwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.CloseCode.Advice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/close-codes.md} what the enum says; with {@code docs.write}, writes it. */
class CloseCodesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "close-codes.md");

  private static final Map<Advice, String> ADVICE =
      Map.of(
          Advice.RECONNECT,
          "Come back by yourself, with the ordinary back-off.",
          Advice.RECONNECT_LATER,
          "Come back by yourself, but not before `retry_after_ms`; if it is absent, wait as long"
              + " as your back-off ever waits.",
          Advice.RECONNECT_WITH_NEW_CREDENTIAL,
          "Do not come back with the same credential; with another one, at once.",
          Advice.DO_NOT_RECONNECT,
          "Do not come back by yourself: somebody decided this. Tell your user.",
          Advice.REPAIR_FIRST,
          "Do not come back: the client's software or settings are wrong, and the next attempt"
              + " would end alike. Log the detail.");

  @Test
  void thePageSaysWhatTheEnumSays() throws IOException {
    String page = page();
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/close-codes.md is stale: run mvn test -pl wire -am -Ddocs.write=true")
        .isEqualTo(page);
  }

  @Test
  void everyCodeIsExplained() {
    for (CloseCode code : CloseCode.values()) {
      assertThat(code.description()).as(code.name()).endsWith(".").hasSizeGreaterThan(10);
    }
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Close codes

            <!-- Generated from CloseCode.java by CloseCodesPageTest; do not edit. -->

            Every connection that is closed with words is closed with one of these numbers. The
            hundred is the advice, so a client that meets a number it does not know still knows
            what to do. The number of a TCP `Goodbye` is the close code of a WebSocket too; MQTT
            and HTTP have numbers of their own.

            | numbers | advice | what a client does |
            |---|---|---|
            """);
    for (Advice advice : Advice.values()) {
      page.append(
          "| %d–%d | `%s` | %s |\n"
              .formatted(advice.from(), advice.to(), advice, ADVICE.get(advice)));
    }
    for (Advice advice : Advice.values()) {
      page.append("\n## %d–%d: %s\n\n".formatted(advice.from(), advice.to(), advice));
      page.append("| TCP, WebSocket | MQTT 5 | HTTP | name | meaning | reasons |\n");
      page.append("|---|---|---|---|---|---|\n");
      for (CloseCode code : CloseCode.values()) {
        if (code.advice() == advice) {
          page.append(row(code));
        }
      }
    }
    return page.toString();
  }

  private static String row(CloseCode code) {
    String reasons =
        code.reasons().stream()
            .map(DisconnectReason::name)
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(", "));
    return "| %d | 0x%02X | %s | `%s` | %s | %s |\n"
        .formatted(
            code.number(),
            code.mqttReasonCode(),
            code.httpStatus() == 0 ? "–" : String.valueOf(code.httpStatus()),
            code.name(),
            code.description(),
            reasons.isEmpty() ? "–" : reasons);
  }
}
