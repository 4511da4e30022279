package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.doctor.Incident;
import io.heartwire.doctor.diagnosis.Cause;
import io.heartwire.doctor.diagnosis.Finding;
import io.heartwire.gateway.incident.IncidentDesk;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Incidents of a running gateway, from what happens to what is said of it. */
class IncidentsTest {
  private static final Duration HELD = Duration.ofSeconds(30);
  private static final int CLIENTS = 40;

  private static IncidentDesk desk(TestGateway it) {
    return it.gateway.diagnostics().orElseThrow().incidents();
  }

  private static void hold(CountDownLatch until) {
    try {
      assertThat(until.await(2 * HELD.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Frame.Hello hello(String clientId, String version) {
    Frame.Hello plain = Frame.Hello.of(clientId, "");
    return new Frame.Hello(
        plain.protocolVersion(),
        plain.capabilities(),
        clientId,
        "",
        "",
        version,
        0,
        plain.resumeToken(),
        Optional.empty(),
        List.of(),
        plain.groupData());
  }

  @Test
  void namesTheHandlerThatHoldsTheLoopWhileItStillDoes() throws Exception {
    var done = new CountDownLatch(1);
    var held = new CountDownLatch(1);
    try (TestGateway it =
        TestGateway.with(
            Optional.empty(),
            (client, message) -> {
              held.countDown();
              hold(done);
              return CompletableFuture.completedFuture(null);
            },
            "doctor.enabled",
            "true",
            "loops",
            "1",
            "dispatch.default",
            "inline")) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(it.login("dev-" + i));
      }
      clients
          .get(0)
          .send(
              new Frame.Message(
                  "report.upload",
                  "m-1",
                  Bytes.copyOf("x".getBytes(StandardCharsets.UTF_8)),
                  false));
      assertThat(held.await(5, TimeUnit.SECONDS)).isTrue();
      for (RawClient client : clients.subList(1, CLIENTS)) {
        client.send(new Frame.Ping(1));
      }

      TestGateway.await(
          () -> "a verdict other than " + desk(it).open().map(Incident::diagnosis),
          HELD,
          () ->
              desk(it)
                  .open()
                  .filter(one -> one.diagnosis().verdict().cause() == Cause.SLOW_HANDLER)
                  .isPresent());
      Incident incident = desk(it).open().orElseThrow();
      done.countDown();
      Finding verdict = incident.diagnosis().verdict();
      assertThat(verdict.subject()).isEqualTo("report.upload");
      assertThat(verdict.confidence()).isGreaterThanOrEqualTo(0.9);
      assertThat(verdict.command()).isEqualTo("heartwire handlers report.upload queue");
      assertThat(incident.file().crowd().attachedBefore()).isEqualTo(CLIENTS);
      assertThat(it.gateway.sessions().attached()).as("nobody is lost").isEqualTo(CLIENTS);
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void countsWhoLeftAndWhatTheyHaveInCommon() throws Exception {
    try (TestGateway it = TestGateway.with("doctor.enabled", "true")) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        RawClient client = it.connect();
        clients.add(client);
        client.send(hello("dev-" + i, i % 3 == 0 ? "2.0" : "1.9"));
        client.receive(Frame.Welcome.class);
      }
      for (int i = 0; i < 80; i += 3) {
        clients.get(i).close();
      }

      TestGateway.await("it opens", () -> desk(it).open().isPresent());
      TestGateway.await(
          "all are counted", () -> desk(it).open().orElseThrow().file().crowd().victims() == 27);
      Incident incident = desk(it).open().orElseThrow();
      assertThat(incident.file().cohorts().get(0).value()).isEqualTo("2.0");
      assertThat(incident.diagnosis().verdict().cause()).isEqualTo(Cause.CLIENT_RELEASE);
      assertThat(incident.diagnosis().verdict().subject()).isEqualTo("2.0");
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void thereIsNoneWhereNothingHappens() throws Exception {
    try (TestGateway it = TestGateway.with("doctor.enabled", "true");
        RawClient client = it.login("dev-1")) {
      var now = desk(it).judgeNow(Instant.now()).get(30, TimeUnit.SECONDS);
      assertThat(client.socket.isConnected()).isTrue();
      assertThat(now.verdict().cause()).isEqualTo(Cause.UNKNOWN);
      assertThat(now.suspects()).allMatch(one -> one.cleared());
      assertThat(desk(it).incidents()).isEmpty();
    }
  }

  @Test
  void isOffWhereItIsSwitchedOff() {
    try (TestGateway it = TestGateway.with("doctor.enabled", "false")) {
      assertThat(it.gateway.diagnostics()).isEmpty();
    }
  }
}
