package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets from end to end: real sockets, a real gateway, its administration. */
class TargetsResourceTest {
  private static final String PATH = "/api/v1/targets";
  private static AdminDoor door;

  @BeforeAll
  static void open() {
    door =
        AdminDoor.with(
            "targets-default",
            "true",
            "targets.fixed.address",
            "127.0.0.1:1",
            "sinks.hook.type",
            "webhook",
            "sinks.hook.url",
            "http://127.0.0.1:1/events");
  }

  @AfterAll
  static void close() {
    door.close();
  }

  private static JsonNode target(String name) {
    return door.get(PATH + "/" + name).json();
  }

  private static void awaitState(String name, String state) {
    TestGateway.await(
        name + " to be " + state, () -> target(name).path("state").asText().equals(state));
  }

  private static ServerSocket listening(int port) throws IOException {
    var server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return server;
  }

  private static List<EventType> told(String target) {
    return door.gateway.gateway.engine().events(0, 1_000).stream()
        .filter(event -> event.data().contains("\"target\":\"" + target + "\""))
        .map(Event::type)
        .toList();
  }

  private static AdminDoor.Answer put(String name, String probe, int port) {
    return door.send(
        "PUT",
        PATH + "/" + name,
        "{\"probe\":\""
            + probe
            + "\",\"address\":\"127.0.0.1:"
            + port
            + "\",\"interval\":\"500ms\",\"timeout\":\"200ms\",\"retries\":1,"
            + "\"dead-after\":\"1s\"}");
  }

  @Test
  void aTargetGoesAndComesBackAndBothAreTold() throws IOException {
    ServerSocket server = listening(0);
    int port = server.getLocalPort();
    assertThat(put("device", "tcp", port).status()).isEqualTo(201);
    awaitState("device", "alive");
    assertThat(target("device").path("roundTripMs").asDouble()).isPositive();

    server.close();
    awaitState("device", "dead");
    assertThat(target("device").path("problem").asText()).contains("refuses connections");
    assertThat(target("device").path("answers").asBoolean()).isFalse();
    try (ServerSocket again = listening(port)) {
      awaitState("device", "alive");
      assertThat(again.isClosed()).isFalse();
    }
    assertThat(told("device")).containsExactly(EventType.TARGET_DOWN, EventType.TARGET_UP);
    assertThat(door.send("DELETE", PATH + "/device", "").status()).isEqualTo(200);
    assertThat(door.get(PATH + "/device").status()).isEqualTo(404);
  }

  @Test
  void aFrozenTargetAcceptsAndIsDeadAllTheSame() throws IOException {
    try (ServerSocket frozen = listening(0)) {
      put("frozen", "mqtt", frozen.getLocalPort());
      awaitState("frozen", "dead");
      assertThat(target("frozen").path("problem").asText())
          .contains("accepts connections, but the answer to CONNECT was not there within 200 ms");
    }
    door.send("DELETE", PATH + "/frozen", "");
  }

  @Test
  void theHostOfASinkIsATargetAndTheConfigurationCannotBeOverruled() {
    TestGateway.await("a look", () -> target("sink-hook").path("answers").asBoolean());
    assertThat(target("sink-hook").path("problem").asText()).contains("the host is there");
    assertThat(target("sink-hook").path("kind").asText()).isEqualTo("sink");

    assertThat(put("fixed", "tcp", 9).status()).isEqualTo(409);
    assertThat(door.send("DELETE", PATH + "/fixed", "").text()).contains("fixed is configured");
    assertThat(door.send("DELETE", PATH + "/nobody", "").status()).isEqualTo(404);
  }

  @Test
  void listsByPagesAndCounts() {
    JsonNode page = door.get(PATH + "?limit=1").json();
    assertThat(page.path("items")).hasSize(1);
    JsonNode rest = door.get(PATH + "?limit=100&after=" + page.path("next").asText()).json();
    assertThat(rest.path("items").size() + 1).isEqualTo(page.path("total").asInt());
    assertThat(door.get(PATH + "?state=gone").text()).contains("alive, suspect, dead");
    assertThat(door.get("/metrics").text())
        .contains("heartwire_targets{state=\"alive\"}", "heartwire_target_looks_total{result=")
        .contains("heartwire_target_round_trip_seconds_bucket{le=\"0.001\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                              | must be HOST:PORT for a probe by tcp
          {"address":"10.0.0.1"}                          | write it as 10.0.0.1:1883
          {"address":"10.0.0.1:70000"}                    | must be HOST:PORT
          {"address":"a b:80"}                            | must be a host name or an address
          {"probe":"smoke","address":"a:1"}               | one of tcp, heartwire, http, mqtt, icmp
          {"probe":"http","url":"ftp://x"}                | must be an http or https URL
          {"probe":"icmp"}                                | must be a host name or an address
          {"address":"a:1","intervall":"1s"}              | did you mean targets.wrong.interval
          {"address":"a:1","interval":"10ms"}             | must be at least 500ms
          {"address":"a:1","dead-after":"1s"}             | must be at least 3s
          {"address":["a:1"]}                             | 'address' is no text
          []                                              | the body holds something else
          nonsense                                        | the body is not JSON
          """)
  void saysWhatToSendInstead(String body, String detail) {
    AdminDoor.Answer answer = door.send("PUT", PATH + "/wrong", body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().path("detail").asText()).contains(detail);
    assertThat(door.get(PATH + "/wrong").status()).isEqualTo(404);
  }
}
