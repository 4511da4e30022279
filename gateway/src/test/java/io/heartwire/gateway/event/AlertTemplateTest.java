package io.heartwire.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bodies that receivers want, and what may stand in a template. */
class AlertTemplateTest {
  private static final Path SHIPPED = Path.of("..", "deploy", "alerts");
  private static final String NASTY = "he said \\\"it\\\" }}{{node}} <!channel> \\\\ \\nbye";

  @TempDir Path dir;

  private static Alert alert(EventType type, String verdict) {
    return Alert.of(Alarms.event(7, type, Alarms.data("inc-1", verdict)), "g1").orElseThrow();
  }

  private static JsonNode rendered(AlertTemplate template, Alert alert)
      throws JsonProcessingException {
    return new ObjectMapper().readTree(template.render(alert));
  }

  /** Where each robot has its type, its text, and the state of the alert. */
  @ParameterizedTest
  @CsvSource({
    "slack, /blocks/0/type, header, /blocks/1/text/text, /text",
    "dingtalk, /msgtype, text, /text/content, /text/content",
    "wecom, /msgtype, text, /text/content, /text/content",
    "feishu, /msg_type, interactive, /card/elements/0/text/content, /card/header/title/content"
  })
  void thoseThatAreShippedSayOpenAndResolvedInTheShapeOfTheirReceiver(
      String name, String type, String word, String text, String state) throws IOException {
    AlertTemplate template = AlertTemplate.read("sinks.x", SHIPPED.resolve(name + ".json"));

    JsonNode open = rendered(template, alert(EventType.INCIDENT_OPENED, "they are blocked"));
    assertThat(open.at(type).asText()).isEqualTo(word);
    assertThat(open.at(text).asText()).contains("they are blocked");
    assertThat(open.at(state).asText()).contains("OPEN");
    assertThat(open.toString())
        .contains("move it off the loop", "1004 of 2000", "2026-11-27T03:17:36Z", "slow-handler");
    JsonNode over = rendered(template, alert(EventType.INCIDENT_CLOSED, "they were blocked"));
    assertThat(over.at(state).asText()).contains("RESOLVED");
    assertThat(over.toString()).contains("they were blocked", "2026-11-27T03:20:00Z");
  }

  @Test
  void noValueEndsTheStringThatItStandsIn() throws IOException {
    for (String name : new String[] {"slack", "dingtalk", "wecom", "feishu"}) {
      AlertTemplate template = AlertTemplate.read("sinks.x", SHIPPED.resolve(name + ".json"));
      JsonNode body = rendered(template, alert(EventType.INCIDENT_OPENED, NASTY));
      assertThat(body.toString()).contains("he said \\\"it\\\" }}{{node}} <!channel> \\\\  bye");
    }
  }

  @Test
  void whatIsTooLongIsCutAndStillFitsIntoTheLeastOfAllBounds() throws IOException {
    Alert alert = alert(EventType.INCIDENT_CLOSED, "x".repeat(3_000));
    assertThat(alert.value("verdict")).hasSize(400).endsWith("x…");
    AlertTemplate template = AlertTemplate.read("sinks.x", SHIPPED.resolve("wecom.json"));
    assertThat(rendered(template, alert).at("/text/content").asText().length())
        .as("WeCom takes 2,048 bytes")
        .isLessThan(1_500);
  }

  @Test
  void aPlaceholderThatNobodyKnowsIsNamedWithThoseThatThereAre() throws IOException {
    Path file = Files.writeString(dir.resolve("t.json"), "{\"a\":\"{{verdikt}}\"}");
    assertThatThrownBy(() -> AlertTemplate.read("sinks.ops.body-template", file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "sinks.ops.body-template (" + file + ") has the placeholder {{verdikt}}",
            "use one of advice,",
            "verdict, victims");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"a\":\"{{verdict\"} | write placeholders as {{verdict}}",
        "{\"a\":{{verdict}}} | makes no JSON",
        "{\"a\":1} x | makes no JSON",
        "\"{{verdict}}\" | makes neither an object nor an array"
      })
  void whatMakesNoJsonIsRefusedBeforeAnythingHappens(String source, String problem) {
    assertThatThrownBy(() -> AlertTemplate.of("sinks.ops.body-template (t)", source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sinks.ops.body-template (t) ")
        .hasMessageContaining(problem);
  }

  @Test
  void numbersMayStandOutsideOfQuotes() throws JsonProcessingException {
    AlertTemplate template =
        AlertTemplate.of("t", "{\"n\":{{victims}},\"c\":{{confidence}},\"s\":{{suspects}}}");
    JsonNode body = rendered(template, alert(EventType.INCIDENT_OPENED, "so"));
    assertThat(body.path("n").asInt()).isEqualTo(1_004);
    assertThat(body.path("c").asDouble()).isEqualTo(0.95);
  }

  @Test
  void theConfigurationSaysWhatIsWrongWithAnAlertSink() throws IOException {
    Path large = Files.writeString(dir.resolve("large"), " ".repeat(65_537));
    assertThatThrownBy(
            () ->
                SinkTypes.found()
                    .check(
                        GatewayConfig.of(
                                "sinks.a.type", "webhook",
                                "sinks.a.url", "http://a.invalid/x",
                                "sinks.a.body-template", dir.resolve("none").toString(),
                                "sinks.b.type", "webhook",
                                "sinks.b.url", "http://a.invalid/x",
                                "sinks.b.body-template", large.toString(),
                                "sinks.c.type", "alertmanager",
                                "sinks.c.url", "http://a.invalid",
                                "sinks.c.only", "incident.opened",
                                "sinks.d.type", "log",
                                "sinks.d.only", "onlin")
                            .sinks()))
        .hasMessageContainingAll(
            "sinks.a.body-template (" + dir.resolve("none") + ") cannot be read",
            "sinks.b.body-template (" + large + ") has 65537 bytes, more than 65536",
            "sinks.c.only (incident.opened) is nothing that begins and ends",
            "sinks.d.only (onlin) is no event: use one of online,");
    assertThatThrownBy(
            () -> GatewayConfig.of("sinks.a.type", "alertmanager", "sinks.a.url", "9093"))
        .hasMessageContaining("write it as http://127.0.0.1:9093");
  }
}
