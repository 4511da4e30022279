package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Credentials cannot be guessed by HTTP either: refusals are counted over all doors. */
class HttpGuessingTest {
  private static final String SECRET = "a-secret";

  private static HeartbeatRig rig(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "auth.mode", "tokens",
                "auth.tokens.a.secret", SECRET,
                "auth.failures-per-address", "0",
                "auth.failures-per-client", "0"));
    all.addAll(List.of(more));
    return new HeartbeatRig(all.toArray(String[]::new));
  }

  @Test
  void anAddressThatGuessesTooOftenIsKeptOutAtEveryDoor() throws IOException {
    try (HeartbeatRig rig = rig("auth.failures-per-address", "3")) {
      String token = rig.token("backup").secret();
      for (int i = 0; i < 3; i++) {
        assertThat(rig.put("dev-" + i, "{}", "guess-" + i).status()).isEqualTo(401);
      }

      HeartbeatRig.Answer kept = rig.put("dev-9", "{}", SECRET);

      assertThat(kept.status()).isEqualTo(429);
      assertThat(kept.detail()).contains("auth.failures-per-address");
      assertThat(kept.response().headers().firstValueAsLong("retry-after").orElse(0))
          .isBetween(1L, 60L);
      assertThat(rig.it.count(DisconnectReason.TOO_MANY_REFUSED)).isEqualTo(1);
      try (RawClient tcp = rig.it.connect()) {
        tcp.send(Frame.Hello.of("dev-9", SECRET));
        assertThat(tcp.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.TOO_MANY_REFUSED);
      }
      try (RawMqtt mqtt = new RawMqtt(rig.it.gateway.ports().get(MqttDoor.NAME))) {
        mqtt.send(RawMqtt.connect5("dev-9", true, 60, ""));
        assertThat(mqtt.receive()).matches("20(..){1,2}0097.*");
      }
      // Nobody can guess a token of 24 random bytes, so whoever has one is let in.
      assertThat(rig.get("/v1/heartbeats/backup?token=" + token).status()).isEqualTo(200);
    }
  }

  @Test
  void theCredentialOfAClientThatIsAttachedCannotBeGuessedEither() throws IOException {
    try (HeartbeatRig rig = rig("auth.failures-per-client", "3");
        RawClient attached = rig.it.connect()) {
      attached.send(Frame.Hello.of("dev-1", SECRET));
      attached.receive(Frame.Welcome.class);
      for (int i = 0; i < 3; i++) {
        assertThat(rig.put("dev-1", "{}", "guess-" + i).status()).isEqualTo(401);
      }

      assertThat(rig.put("dev-1", "{}", SECRET).status()).isEqualTo(429);

      assertThat(rig.put("dev-2", "{}", SECRET).status()).isEqualTo(200);
      attached.send(new Frame.Ping(1));
      assertThat(attached.receive(Frame.Pong.class).sequence()).isEqualTo(1);
    }
  }

  @Test
  void behindAProxyItIsTheClientsAddressThatIsKeptOut() {
    try (HeartbeatRig rig =
        rig("auth.failures-per-address", "3", "listeners.http.proxies", "127.0.0.1")) {
      for (int i = 0; i < 3; i++) {
        assertThat(from(rig, "192.0.2.1", "guess-" + i)).isEqualTo(401);
      }
      assertThat(from(rig, "192.0.2.1", SECRET)).isEqualTo(429);
      assertThat(from(rig, "192.0.2.2", SECRET)).isEqualTo(200);
    }
  }

  private static int from(HeartbeatRig rig, String address, String credential) {
    return rig.send(
            rig.request("/v1/heartbeats/dev-1")
                .header("X-Forwarded-For", address)
                .header("Authorization", "Bearer " + credential)
                .PUT(BodyPublishers.ofString("{}")))
        .status();
  }

  @Test
  void aBatchWithAWrongCredentialIsNotAThousandGuesses() {
    try (HeartbeatRig rig = rig("auth.failures-per-address", "3", "login.in-flight-max", "10")) {
      String beats =
          IntStream.range(0, 1_000)
              .mapToObj(i -> "{\"clientId\":\"d" + i + "\"}")
              .collect(Collectors.joining(","));

      HeartbeatRig.Answer answer =
          rig.send(
              rig.request("/v1/heartbeats")
                  .header("Authorization", "Bearer guess")
                  .POST(BodyPublishers.ofString("{\"heartbeats\":[" + beats + "]}")));

      List<Integer> statuses =
          StreamSupport.stream(answer.json().path("results").spliterator(), false)
              .map((JsonNode result) -> result.path("status").asInt())
              .toList();
      assertThat(statuses).hasSize(1_000).containsOnly(401, 429);
      assertThat(statuses).filteredOn(status -> status == 401).hasSizeBetween(3, 13);
    }
  }
}
