package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.TestGateway;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutsResourceTest {
  private static final String PATH = "/api/v1/timeouts";
  private static AdminDoor door;

  @BeforeAll
  static void open() {
    door = AdminDoor.with("presence.timeouts-max", "10");
  }

  @AfterAll
  static void close() {
    door.close();
  }

  private static AdminDoor.Answer put(String id, String body) {
    return door.send("PUT", PATH + "/" + id, body);
  }

  private static boolean isPending(String id) {
    return door.get(PATH + "/" + id).status() == 200;
  }

  @Test
  void setsShowsReplacesAndCancels() {
    Instant at = Instant.parse("2999-01-31T12:00:00Z");
    AdminDoor.Answer made =
        put(
            "a%2Fb",
            "{\"at\":\"" + at + "\",\"payload\":{\"x\":[1,null,0.12345678901234567890123]}}");

    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.json().path("replaced").asBoolean()).isFalse();
    JsonNode shown = door.get(PATH + "/a%2Fb").json();
    assertThat(shown.path("id").asText()).isEqualTo("a/b");
    assertThat(shown.path("at").asText()).isEqualTo(at.toString());
    assertThat(shown.at("/payload/x").toString()).startsWith("[1,null,");
    assertThat(door.get(PATH + "/a%2Fb").text()).contains("[1,null,0.12345678901234567890123]");

    AdminDoor.Answer again = put("a%2Fb", "{\"after\":\"2h\"}");
    assertThat(again.status()).isEqualTo(200);
    Instant replaced = Instant.parse(again.json().path("at").asText());
    assertThat(Duration.between(Instant.now(), replaced))
        .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(120));
    assertThat(door.get(PATH + "/a%2Fb").json().path("payload").isNull()).isTrue();

    assertThat(door.send("DELETE", PATH + "/a%2Fb", "").status()).isEqualTo(200);
    AdminDoor.Answer gone = door.send("DELETE", PATH + "/a%2Fb", "");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.text()).contains("no timeout a/b is pending");
  }

  @Test
  void comesOutAsAnEvent() {
    long before = door.gateway.gateway.engine().latestEvent();
    put("soon", "{\"after\":\"50ms\",\"payload\":\"wake up\"}");
    TestGateway.await("the event", () -> !isPending("soon"));

    JsonNode event = door.get("/api/v1/events?after=" + before).json().path("items").get(0);
    assertThat(event.path("type").asText()).isEqualTo("io.heartwire.timeout");
    assertThat(event.at("/data/id").asText()).isEqualTo("soon");
    assertThat(event.at("/data/payload").asText()).isEqualTo("wake up");
    assertThat(door.get("/metrics").text())
        .containsPattern("heartwire_timeouts_fired_total [1-9]")
        .contains("heartwire_timeouts ", "heartwire_timeout_lateness_seconds ");
  }

  @Test
  void listsPageByPageAndRefusesOneTooMany() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      assertThat(put("n-" + i, "{\"after\":\"" + (20 - i) + "h\"}").status()).isEqualTo(201);
    }
    AdminDoor.Answer full = put("one-more", "{\"after\":\"1h\"}");
    assertThat(full.status()).isEqualTo(429);
    assertThat(full.text()).contains("10 timeouts are pending", "presence.timeouts-max");

    JsonNode page = door.get(PATH + "?limit=4").json();
    assertThat(page.path("total").asInt()).isEqualTo(10);
    while (true) {
      page.path("items").forEach(item -> ids.add(item.path("id").asText()));
      if (page.path("next").isNull()) {
        break;
      }
      page = door.get(PATH + "?limit=4&after=" + page.path("next").asText()).json();
    }
    assertThat(ids).hasSize(10).startsWith("n-9", "n-8").endsWith("n-1", "n-0");
    ids.forEach(id -> door.send("DELETE", PATH + "/" + id, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                              | the body has neither at and after
          {"at":"now","after":"1s"}       | the body has both
          {"at":"tomorrow"}               | 'tomorrow' is no such time
          {"at":7}                        | '7' is no such time
          {"after":"soon"}                | 'soon' is no such time
          {"after":5}                     | '5' is no such time
          {"at":"+1000000-01-01T00:00:00Z"} | from 1970 to 9999
          {"after":"999999999d"}          | from 1970 to 9999
          {"after":"1s","paylod":1}       | 'paylod' is not known here
          nonsense                        | the body is not JSON
          """)
  void saysWhatToSendInstead(String body, String detail) {
    AdminDoor.Answer answer = put("wrong", body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().path("detail").asText()).contains(detail);
    assertThat(isPending("wrong")).isFalse();
  }

  @Test
  void refusesNamesPayloadsAndBodiesThatAreTooLarge() {
    assertThat(put("x".repeat(129), "{\"after\":\"1s\"}").text()).contains("129 characters");
    String payload = "\"" + "x".repeat(16_383) + "\"";
    AdminDoor.Answer large = put("large", "{\"after\":\"1h\",\"payload\":" + payload + "}");
    assertThat(large.status()).isEqualTo(400);
    assertThat(large.text()).contains("16385 bytes, allowed are 16384");
    String fits = "{\"after\":\"1h\",\"payload\":" + payload.replace("xx\"", "x\"") + "}";
    assertThat(put("large", fits).status()).isEqualTo(201);
    assertThat(door.send("DELETE", PATH + "/large", "").status()).isEqualTo(200);
    assertThat(put("huge", "{\"payload\":\"" + "x".repeat(70_000) + "\"}").status()).isEqualTo(413);
  }
}
