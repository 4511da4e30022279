package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.admin.AdminDoor.Answer;
import io.heartwire.wire.Frame;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StormResourceTest {
  private static AdminDoor door;

  @BeforeAll
  static void open() {
    door = AdminDoor.with("admission.rate", "200", "listeners.tcp.max-connections", "777");
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @Test
  void showsWhoIsLetInAndWhoMustWait() throws IOException {
    set("1", 200);
    try (RawClient one = door.gateway.login("storm-1");
        RawClient two = door.gateway.login("storm-2");
        RawClient three = door.gateway.connect()) {
      three.send(Frame.Hello.of("storm-3", ""));
      three.receive(Frame.Goodbye.class);
      JsonNode storm = door.get("/api/v1/storm").json();
      assertThat(storm.path("rate").asText()).isEqualTo("1");
      assertThat(storm.path("loginsPerSecond").asInt()).isOne();
      assertThat(storm.at("/slots/outstanding").asInt()).isOne();
      assertThat(storm.path("later").asInt()).isOne();
      assertThat(storm.at("/admitted/others").asInt()).isEqualTo(2);
      assertThat(storm.path("welcomed").asInt()).isEqualTo(2);
      assertThat(storm.at("/connections/max").asInt()).isEqualTo(777);
      assertThat(storm.at("/inFlight/max").asInt()).isEqualTo(500);
      assertThat(door.get("/metrics").text())
          .contains("heartwire_login_rate 1.0")
          .contains("heartwire_slots_outstanding 1.0")
          .contains("heartwire_logins_admitted_total{as=\"other\"} 2.0")
          .contains("heartwire_logins_deferred_total 1.0")
          .contains("heartwire_refused_total{code=\"4105\"} 1.0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"adaptive\"", "\"off\"", "500", "\"500\""})
  void changesTheRateWhileRunning(String rate) {
    Answer answer = set(rate, 200);
    assertThat(answer.json().path("rate").asText()).isEqualTo(rate.replace("\"", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1000001", "1.5", "true", "null", "\"fast\"", "[]"})
  void refusesWhatIsNoRateWithTheRemedy(String rate) {
    assertThat(set(rate, 400).json().path("detail").asText())
        .matches(".*(adaptive or off: use one of them|send \\{\"rate\": 500\\}.*)");
  }

  @Test
  void refusesABodyThatIsNoObjectWithARate() {
    for (String body : new String[] {"{", "[]", "{\"rat\":1}", "{\"rate\":1,\"more\":2}"}) {
      assertThat(door.send("PUT", "/api/v1/storm", body).status()).as(body).isEqualTo(400);
    }
  }

  private static Answer set(String rate, int status) {
    Answer answer = door.send("PUT", "/api/v1/storm", "{\"rate\":" + rate + "}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return answer;
  }
}
