package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void describesEveryValueUnderItsNameInWords() throws JsonProcessingException {
    var node =
        Console.JSON.readTree(
            """
            {"attached":3,"inGrace":0,"breaker":{"open":false,"heldForMs":1500},"warnings":["one"],"loops":[{"name":"l","stalledMs":100}]}
            """);
    assertThat(JsonText.describe(node).lines().map(line -> line.replaceAll(" {2,}", "|")))
        .containsExactly(
            "attached|3",
            "in grace|0",
            "breaker open|false",
            "breaker held for|1.5 s",
            "warning|one",
            "",
            "NAME|STALLED",
            "l|0.1 s");
  }

  @Test
  void choosesAUnitThatCanBeRead() throws JsonProcessingException {
    var node = Console.JSON.readTree("{\"a\":940,\"b\":150000,\"c\":7200000,\"d\":432000000}");
    assertThat(JsonText.duration(node, "a")).isEqualTo("0.9 s");
    assertThat(JsonText.duration(node, "b")).isEqualTo("2.5 m");
    assertThat(JsonText.duration(node, "c")).isEqualTo("2.0 h");
    assertThat(JsonText.duration(node, "d")).isEqualTo("5.0 d");
  }

  @Test
  void showsFractionsOfMillisecondsWithTheirUnit() throws JsonProcessingException {
    var node = Console.JSON.readTree("{\"rttMs\":12.345,\"b\":5.0E-4}");
    assertThat(JsonText.duration(node, "rttMs")).isEqualTo("12.35 ms");
    assertThat(JsonText.duration(node, "b")).isEqualTo("0.00 ms");
    assertThat(JsonText.describe(node)).contains("12.35 ms");
  }

  @Test
  void saysHowLongAgo() throws JsonProcessingException {
    var node = Console.JSON.readTree("{\"at\":\"2026-01-01T00:00:00Z\"}");
    assertThat(JsonText.ago(node, "at", Instant.parse("2026-01-01T00:01:30Z"))).isEqualTo("90.0 s");
    assertThat(JsonText.ago(node, "missing", Instant.EPOCH)).isEqualTo("-");
  }
}
