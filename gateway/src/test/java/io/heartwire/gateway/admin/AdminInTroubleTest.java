package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an operator sees when the gateway is not well. */
class AdminInTroubleTest {
  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void answersWithinASecondOrTwoWhileAnEventLoopIsBlocked() throws Exception { // trap 30
    var release = new CountDownLatch(1);
    MessageHandler blocking =
        (peer, message) -> {
          try {
            assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return CompletableFuture.completedFuture(null);
        };
    TestGateway gateway =
        TestGateway.with(
            Optional.empty(),
            blocking,
            "admin.port",
            "0",
            "loops",
            "1",
            "dispatch.default",
            "inline");
    try (AdminDoor door = new AdminDoor(gateway);
        RawClient client = gateway.login("stuck")) {
      TestGateway.await(
          "the detector sweeps", () -> door.get("/api/v1/status").json().has("lastSweepMs"));
      client.send(new Frame.Message("block", "", Bytes.EMPTY, false));
      TestGateway.await("blocked", () -> gateway.gateway.dispatcher().received() == 1);

      JsonNode page = door.get("/api/v1/clients/stuck").json();
      JsonNode list = door.get("/api/v1/clients").json();
      JsonNode status = door.get("/api/v1/status").json();
      release.countDown();

      assertThat(page.path("state").asText()).isEqualTo("UNKNOWN");
      assertThat(page.at("/policy/timeoutMs").asLong()).isEqualTo(150_000);
      assertThat(list.at("/items/0/state").asText()).isEqualTo("UNKNOWN");
      assertThat(list.at("/items/0/silenceMs").isMissingNode()).isTrue();
      // Two answers that were awaited for a second each: the sweep has not run since. trap 22
      assertThat(status.path("lastSweepMs").asLong()).isGreaterThan(1_500);
      assertThat(status.at("/loops/0/lagMs").asLong()).isGreaterThan(1_500);
      assertThat(status.at("/loops/0/connections").asInt()).isEqualTo(1);
      TestGateway.await(
          "the loop runs again",
          () -> door.get("/api/v1/clients/stuck").json().path("state").asText().equals("ALIVE"));
      TestGateway.await(
          "the stall is counted",
          () -> door.get("/api/v1/status").json().at("/loops/0/stalledMs").asLong() > 1_500);
      assertThat(door.get("/api/v1/status").json().path("warnings").toString())
          .containsPattern(
              "1 of 1 event loops could not listen at times, heartwire-loop\\S+ for longest: ");
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void saysWhyTheBreakerIsOpenWhenEverybodyFallsSilent() throws IOException {
    List<RawClient> silent = new ArrayList<>();
    try (AdminDoor door =
        AdminDoor.with(
            "transport", "nio", "liveness.interval", "500ms", "liveness.timeout", "5s")) {
      for (int i = 0; i < 30; i++) {
        silent.add(door.gateway.login("silent-" + i));
      }

      TestGateway.await(
          "the breaker opens",
          () -> door.get("/api/v1/status").json().at("/breaker/state").asText().equals("open"));

      JsonNode status = door.get("/api/v1/status").json();
      assertThat(status.at("/breaker/why").asText()).contains("30");
      assertThat(status.at("/breaker/incident").asText()).isNotEmpty();
      assertThat(status.path("attached").asInt()).isEqualTo(30);
      assertThat(status.path("suspects").asInt()).isPositive();
      // Not the same number: more of them may have fallen silent meanwhile.
      assertThat(status.path("warnings").toString())
          .containsPattern("\\d+ of 30 connections of \\S+ are unanswered");
      assertThat(door.get("/metrics").text())
          .contains("heartwire_breaker_open 1.0")
          .contains("heartwire_breaker_incidents_total 1.0");
    } finally {
      silent.forEach(RawClient::close);
    }
  }
}
