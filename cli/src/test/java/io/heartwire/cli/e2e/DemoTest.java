package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.cli.Heartwire;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code heartwire demo}, small, as a person runs it. */
@Tag("proof")
class DemoTest {
  private static final Duration BOUND = Duration.ofMinutes(4);
  private static final int CLIENTS = 100;

  @Test
  void showsThatWeLoseNobodyAndMissNobodyWhileThePlainServerLoses() throws JsonProcessingException {
    try (ProcessLab lab = new ProcessLab()) {
      LabProcess demo =
          lab.start(
              Jvm.of("demo", Heartwire.class, "demo", "--clients", "" + CLIENTS, "--json")
                  .with("-XX:+UseG1GC"));
      int exitCode = demo.awaitExit(BOUND);
      JsonNode report = new ObjectMapper().readTree(String.join("\n", demo.lines()));
      String all = report.toPrettyString() + demo.tail();
      assertThat(exitCode).as(all).isZero();
      assertThat(report.path("kept").asBoolean()).as(all).isTrue();
      assertThat(report.path("cases").findValuesAsText("case")).containsExactly("a", "b", "c", "d");
      assertThat(demo.errors())
          .as(all)
          .anyMatch(line -> line.matches("a\\) a handler blocks .* \\(2 of 5, about .* to go\\)"));

      JsonNode blocked = report.at("/cases/0");
      for (String side : List.of("heartwire", "plain")) {
        assertThat(blocked.at("/" + side + "/heldMs").asLong()).as(all).isBetween(5_900L, 12_000L);
      }
      assertThat(blocked.at("/plain/livingLost").asInt()).as(all).isBetween(1, CLIENTS);
      assertThat(report.at("/cases/1/plain/livingLost").asInt()).as(all).isBetween(1, CLIENTS);
      for (int i = 0; i < 4; i++) {
        assertThat(report.at("/cases/" + i + "/heartwire/livingLost").asInt()).as(all).isZero();
        assertThat(report.at("/cases/" + i + "/heartwire/onlineInTheEnd").asInt())
            .as(all)
            .isEqualTo(CLIENTS);
      }
      JsonNode silent = report.at("/cases/2/heartwire");
      assertThat(silent.path("silent").asInt()).as(all).isEqualTo(5);
      assertThat(silent.path("found").asInt()).as(all).isEqualTo(5);
      assertThat(silent.path("slowestFindMs").asLong()).as(all).isBetween(3_000L, 12_000L);
      JsonNode restarted = report.at("/cases/3/heartwire");
      assertThat(restarted.path("logins").asInt()).as(all).isGreaterThanOrEqualTo(CLIENTS);
      assertThat(restarted.path("backAfterMs").asLong()).as(all).isBetween(500L, 40_000L);
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "KILL, 137"})
  void noProcessOutlivesIt(String signal, int exitCode) {
    try (ProcessLab lab = new ProcessLab()) {
      LabProcess demo =
          lab.start(
              Jvm.of("demo", Heartwire.class, "demo", "--clients", "20").with("-XX:+UseG1GC"));
      Await.until(
          BOUND, demo::tail, () -> demo.errors().stream().anyMatch(l -> l.startsWith("a)")));
      List<ProcessHandle> children = demo.descendants();
      assertThat(children).hasSize(3);
      demo.signal(signal);
      assertThat(demo.awaitExit(BOUND)).isEqualTo(exitCode);
      Await.until(
          BOUND,
          () -> "alive: " + children,
          () -> children.stream().noneMatch(ProcessHandle::isAlive));
      if (signal.equals("INT")) {
        assertThat(demo.errors())
            .last()
            .isEqualTo("heartwire: interrupted; nothing was shown, and no process is left");
      }
    }
  }
}
