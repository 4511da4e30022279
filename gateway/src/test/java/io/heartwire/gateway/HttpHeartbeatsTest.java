package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.health.HealthState;
import io.heartwire.gateway.lease.TokenBook;
import io.heartwire.gateway.mail.Letter;
import io.heartwire.gateway.mail.Outcome;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients without a connection, over real HTTP. */
class HttpHeartbeatsTest {
  @Test
  void aHeartbeatIsALoginWithSessionEpochAndTheNextInterval() throws IOException {
    try (HeartbeatRig rig = new HeartbeatRig()) {
      HeartbeatRig.Answer answer = rig.put("cron-1", "{\"ttlMs\": 90000}");

      assertThat(answer.status()).isEqualTo(200);
      JsonNode json = answer.json();
      assertThat(json.path("sessionId").asText()).hasSize(32);
      assertThat(json.path("epoch").asLong()).isPositive();
      assertThat(json.path("intervalMs").asLong()).isEqualTo(30_000);
      assertThat(json.path("timeoutMs").asLong()).isEqualTo(90_000);
      assertThat(json.path("sighted").asBoolean()).isFalse();
      assertThat(json.path("directives")).isEmpty();
      rig.awaitEvent("cron-1", EventType.ONLINE);
      HeartbeatRig.Answer next = rig.put("cron-1", "{\"ttlMs\": 90000}");
      assertThat(next.json().path("epoch")).isEqualTo(json.path("epoch"));
      assertThat(rig.it.gateway.sessions().logins()).isEqualTo(1);
    }
  }

  @Test
  void whoDoesNotReportIsOfflineAfterItsTtlAndGraceAndNotWithin() throws IOException {
    try (HeartbeatRig rig = new HeartbeatRig("presence.grace", "300ms")) {
      rig.put("cron-1", "{\"ttlMs\": 1000}");

      assertThat(rig.it.departure(DisconnectReason.LEASE_EXPIRED).disconnect().silenceMs())
          .isBetween(1_000L, 5_000L);
      rig.awaitEvent("cron-1", EventType.OFFLINE);
      assertThat(rig.events("cron-1")).containsExactly(EventType.OFFLINE, EventType.ONLINE);
    }
  }

  @Test
  void aHeartbeatWithinGraceResumesTheSession() throws IOException {
    try (HeartbeatRig rig = new HeartbeatRig("presence.grace", "30s")) {
      long epoch = rig.put("cron-1", "{\"ttlMs\": 1000}").json().path("epoch").asLong();
      rig.it.departure(DisconnectReason.LEASE_EXPIRED);

      HeartbeatRig.Answer back = rig.put("cron-1", "{\"ttlMs\": 60000}");

      assertThat(back.json().path("epoch").asLong()).isEqualTo(epoch);
      assertThat(rig.events("cron-1")).doesNotContain(EventType.OFFLINE);
    }
  }

  @Test
  void aGoodbyeIsOfflineAtOnce() throws IOException {
    try (HeartbeatRig rig = new HeartbeatRig()) {
      rig.put("cron-1", "{}");

      HeartbeatRig.Answer answer = rig.delete("cron-1");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().path("ended").asBoolean()).isTrue();
      rig.awaitEvent("cron-1", EventType.OFFLINE);
      assertThat(rig.delete("cron-1").status()).isEqualTo(404);
    }
  }

  @Test
  void aClientThatIsAttachedByTcpIsSighted() throws IOException {
    try (HeartbeatRig rig = new HeartbeatRig();
        RawClient tcp = rig.it.login("dev-1")) {
      HeartbeatRig.Answer answer = rig.put("dev-1", "{\"ttlMs\": 1000}");

      assertThat(answer.json().path("sighted").asBoolean()).isTrue();
      assertThat(answer.json().path("listener").asText()).isEqualTo("tcp");
      assertThat(rig.it.gateway.sessions().attached()).isEqualTo(1);
      assertThat(rig.it.gateway.leases().desk().counters().held()).isZero();
      assertThat(rig.it.gateway.sessions().session(new ClientId("dev-1")).orElseThrow().listener())
          .isEqualTo("tcp");
    }
  }

  @Test
  void aThousandReportAtOnceAndOneThatIsMalformedLeavesTheOthersAlone() throws IOException {
    try (HeartbeatRig rig = new HeartbeatRig()) {
      String beats =
          IntStream.range(0, 1_000)
              .mapToObj(i -> "{\"clientId\":\"" + (i == 7 ? "bad id" : "dev-" + i) + "\"}")
              .collect(Collectors.joining(","));

      HeartbeatRig.Answer answer = rig.post("/v1/heartbeats", "{\"heartbeats\":[" + beats + "]}");

      assertThat(answer.status()).isEqualTo(200);
      JsonNode results = answer.json().path("results");
      assertThat(results).hasSize(1_000);
      assertThat(results.get(7).path("status").asInt()).isEqualTo(400);
      assertThat(results.get(7).path("detail").asText()).contains("U+0020 at position 3");
      assertThat(results.get(8).path("clientId").asText()).isEqualTo("dev-8");
      assertThat(results)
          .filteredOn(result -> result.path("status").asInt() == 200)
          .as("clients that nobody knew a moment ago")
          .hasSize(999);
      assertThat(rig.it.gateway.leases().desk().counters().held()).isEqualTo(999);
    }
  }

  @Test
  void aTokenInTheAddressReportsAndARevokedOneDoesNot() throws IOException {
    try (HeartbeatRig rig =
        new HeartbeatRig("auth.mode", "tokens", "auth.tokens.a.secret", "a-secret")) {
      TokenBook.Made token = rig.token("backup");
      String path = "/v1/heartbeats/backup?ttl=25h&token=" + token.secret();

      HeartbeatRig.Answer answer = rig.get(path);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().path("timeoutMs").asLong()).isEqualTo(90_000_000);
      assertThat(rig.post(path, "").status()).isEqualTo(200);
      assertThat(rig.get("/v1/heartbeats/other?token=" + token.secret()).status()).isEqualTo(403);
      assertThat(rig.put("backup", "{}", token.secret()).status()).isEqualTo(200);
      rig.it.gateway.leases().tokens().revoke(token.token().id()).toCompletableFuture().join();
      assertThat(rig.get(path).status()).isEqualTo(401);
    }
  }

  @Test
  void whatAClientSaysOfItselfIsJudgedByTheRules() throws IOException {
    try (HeartbeatRig rig = new HeartbeatRig()) {
      rig.put("dev-1", "{\"status\": {\"health\": \"unhealthy\", \"values\": {\"temp\": \"91\"}}}");

      TestGateway.await(
          "it is unhealthy",
          () ->
              rig.it
                  .gateway
                  .sessions()
                  .session(new ClientId("dev-1"))
                  .filter(it -> it.health().state() == HealthState.UNHEALTHY)
                  .isPresent());
    }
  }

  @Test
  void theDataOfItsGroupThatItMissesIsADirective() throws IOException {
    try (HeartbeatRig rig = new HeartbeatRig()) {
      rig.it.gateway.sessions().renewed("default", 3);

      JsonNode directives = rig.put("dev-1", "{\"groupVersion\": 2}").json().path("directives");

      assertThat(directives.get(0).path("type").asText()).isEqualTo("stale-group");
      assertThat(directives.get(0).path("version").asLong()).isEqualTo(3);
      assertThat(rig.put("dev-1", "{\"groupVersion\": 3}").json().path("directives")).isEmpty();
    }
  }

  @Test
  void aRestartIsNoSilenceOfTheClientAndForgetsNoToken(@TempDir Path folder) throws IOException {
    String file = folder.resolve("presence.db").toString();
    String secret;
    long epoch;
    try (HeartbeatRig rig = new HeartbeatRig("presence.file", file, "presence.grace", "off")) {
      secret = rig.token("backup").secret();
      HeartbeatRig.Answer first = rig.get("/v1/heartbeats/backup?ttl=25h&token=" + secret);
      epoch = first.json().path("epoch").asLong();
    }
    try (HeartbeatRig rig = new HeartbeatRig("presence.file", file, "presence.grace", "off")) {
      assertThat(rig.it.gateway.engine().counts().inGrace()).isEqualTo(1);

      HeartbeatRig.Answer next = rig.get("/v1/heartbeats/backup?ttl=25h&token=" + secret);

      assertThat(next.json().path("epoch").asLong()).isEqualTo(epoch);
      assertThat(rig.events("backup")).doesNotContain(EventType.OFFLINE);
    }
  }

  @Test
  void aMessageToALeaseIsKeptAndBroughtToItsNextConnection() throws Exception {
    try (HeartbeatRig rig = new HeartbeatRig()) {
      rig.put("dev-1", "{}");
      var letter =
          new Letter(
              "m-1",
              "say",
              Bytes.copyOf(new byte[] {'h', 'i'}),
              Duration.ofSeconds(30),
              Duration.ofHours(1));

      Outcome outcome =
          rig.it
              .gateway
              .mail()
              .courier()
              .send(new ClientId("dev-1"), letter)
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);

      assertThat(outcome).isInstanceOf(Outcome.Queued.class);
      try (RawClient tcp = rig.it.login("dev-1")) {
        assertThat(tcp.receive()).isInstanceOf(Frame.Message.class);
      }
    }
  }

  @Test
  void curlFromCronIsOneLine() throws Exception {
    try (HeartbeatRig rig =
        new HeartbeatRig("auth.mode", "tokens", "auth.tokens.a.secret", "a-secret")) {
      String token = rig.token("backup").secret();

      assertThat(curl("-fsS", rig.url("/v1/heartbeats/backup?token=" + token + "&ttl=25h")))
          .contains("\"timeoutMs\":90000000");
      assertThat(
              curl(
                  "-fsS",
                  "-X",
                  "PUT",
                  "-H",
                  "Authorization: Bearer a-secret",
                  "-d",
                  "{\"ttlMs\": 90000}",
                  rig.url("/v1/heartbeats/dev-1")))
          .contains("\"intervalMs\":30000");
      assertThat(
              curl(
                  "-fsS",
                  "-X",
                  "DELETE",
                  "-H",
                  "Authorization: Bearer a-secret",
                  rig.url("/v1/heartbeats/dev-1")))
          .contains("\"ended\":true");
    }
  }

  private static String curl(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("curl", "--max-time", "10"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
