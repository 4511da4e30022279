package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.PresenceState;
import io.heartwire.gateway.cluster.Presences;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is online, as clients on real sockets come, vanish and come back. */
class PresenceTest {
  @TempDir Path dir;

  private static Frame.Welcome login(RawClient client, String id, Bytes token) throws IOException {
    client.send(
        new Frame.Hello(Frame.PROTOCOL_VERSION, 0, id, "ann", "", "", 0, token, Optional.empty()));
    return client.receive(Frame.Welcome.class);
  }

  private static List<String> told(TestGateway it) {
    return it.gateway.engine().events(0, 1_000).stream()
        .filter(event -> event.client().isPresent())
        .map(event -> event.type().word())
        .toList();
  }

  private static PresenceState state(TestGateway it, String id) {
    return it.gateway.engine().find(new ClientId(id)).orElseThrow().state();
  }

  private static void cut(RawClient client) throws IOException {
    client.socket.setSoLinger(true, 0);
    client.close();
  }

  @Test
  void whoIsCutOffIsInGraceAndComesBackToItsSession() throws IOException {
    try (TestGateway it = TestGateway.with("presence.grace", "30s")) {
      RawClient first = it.connect();
      Frame.Welcome welcome = login(first, "dev-1", Bytes.EMPTY);
      assertThat(welcome.resumeToken().size()).isBetween(1, Frame.Hello.MAX_TOKEN_BYTES);
      cut(first);
      TestGateway.await(
          "its grace", () -> it.gateway.engine().counts().equals(new Presences(0, 1, 0)));
      try (RawClient second = it.connect()) {
        Frame.Welcome again = login(second, "dev-1", welcome.resumeToken());

        assertThat(again.sessionId()).isEqualTo(welcome.sessionId());
        assertThat(again.epoch()).isEqualTo(welcome.epoch());
        assertThat(told(it)).containsExactly("online", "resumed");
        assertThat(it.gateway.engine().counts()).isEqualTo(new Presences(1, 0, 0));
        assertThat(it.gateway.gate().state().counts().resumes()).isEqualTo(1);
      }
    }
  }

  @Test
  void whoComesBackBeforeItsLossWasSeenTakesItsSessionOver() throws IOException {
    try (TestGateway it = TestGateway.with("login.existing", "reject");
        RawClient first = it.connect();
        RawClient second = it.connect();
        RawClient stranger = it.connect()) {
      Frame.Welcome welcome = login(first, "dev-1", Bytes.EMPTY);
      Frame.Welcome again = login(second, "dev-1", welcome.resumeToken());

      assertThat(again.epoch()).isEqualTo(welcome.epoch());
      assertThat(first.untilClosed()).hasAtLeastOneElementOfType(Frame.Goodbye.class);
      assertThat(state(it, "dev-1")).isEqualTo(PresenceState.ATTACHED);
      stranger.send(Frame.Hello.of("dev-1", ""));
      assertThat(stranger.receive()).isInstanceOf(Frame.Goodbye.class);
      assertThat(state(it, "dev-1")).isEqualTo(PresenceState.ATTACHED);
      assertThat(told(it)).containsExactly("online", "resumed");
    }
  }

  /** The engine stands still; whoever logs in for a second time does not wait for it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoeverIsHereIsNotOfflineBecauseANewerLoginGaveUp(boolean resumes) throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    try (TestGateway it = TestGateway.with("presence.grace", "30s");
        RawClient living = it.connect();
        RawClient stalling = it.connect()) {
      Frame.Welcome welcome = login(living, "dev-1", Bytes.EMPTY);
      it.gateway.engine().onEvents(() -> TestGateway.awaitQuietly(stalled, 20));
      stalling.send(Frame.Hello.of("stalls", ""));
      TestGateway.await("the stall", () -> it.gateway.engine().latestEvent() > 2);
      RawClient impatient = it.connect();
      Bytes token = resumes ? welcome.resumeToken() : Bytes.EMPTY;
      impatient.send(
          new Frame.Hello(
              Frame.PROTOCOL_VERSION, 0, "dev-1", "ann", "", "", 0, token, Optional.empty()));
      // Not only begun: a login whose client has gone before it asks the engine claims nothing.
      TestGateway.await("both claims", () -> it.gateway.engine().health().waiting() == 2);
      cut(impatient);
      it.departure(DisconnectReason.RESET);
      stalled.countDown();

      assertThat(living.receive(Frame.Goodbye.class).code().advice())
          .isEqualTo(CloseCode.Advice.RECONNECT);
      try (RawClient again = it.connect()) {
        login(again, "dev-1", welcome.resumeToken());
        assertThat(state(it, "dev-1")).isEqualTo(PresenceState.ATTACHED);
        assertThat(told(it)).doesNotContain("offline");
      }
    }
  }

  @Test
  void whoSaysGoodbyeIsOfflineAtOnce() throws IOException {
    try (TestGateway it = TestGateway.with("presence.grace", "30s");
        RawClient client = it.connect()) {
      Frame.Welcome welcome = login(client, "dev-1", Bytes.EMPTY);
      client.send(Frame.Goodbye.of(CloseCode.GOODBYE, ""));
      TestGateway.await("its end", () -> state(it, "dev-1") == PresenceState.OFFLINE);
      try (RawClient later = it.connect()) {
        assertThat(login(later, "dev-1", welcome.resumeToken()).epoch())
            .isGreaterThan(welcome.epoch());
      }
    }
  }

  @Test
  void aTokenOfAnotherClientOrOfNobodyIsOfNoUseAndNoError() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.connect();
        RawClient thief = it.connect();
        RawClient guess = it.connect()) {
      Frame.Welcome welcome = login(client, "dev-1", Bytes.EMPTY);

      assertThat(login(thief, "dev-2", welcome.resumeToken()).sessionId())
          .isNotEqualTo(welcome.sessionId());
      assertThat(login(guess, "dev-3", Bytes.copyOf(new byte[24])).sessionId()).isNotEmpty();
      assertThat(it.gateway.engine().counts().attached()).isEqualTo(3);
    }
  }

  @Test
  void aTokenWhoseCodeIsForgedResumesNothing() throws IOException {
    try (TestGateway it = TestGateway.with("login.existing", "take-over");
        RawClient client = it.connect();
        RawClient forger = it.connect()) {
      Frame.Welcome welcome = login(client, "dev-1", Bytes.EMPTY);
      byte[] forged = welcome.resumeToken().toByteArray();
      forged[forged.length - 1] ^= 1;

      assertThat(login(forger, "dev-1", Bytes.copyOf(forged)).sessionId())
          .isNotEqualTo(welcome.sessionId());
      assertThat(told(it)).containsExactly("online", "taken-over", "online");
    }
  }

  @Test
  void theGraceOfAGroupIsChangedWhileRunning() throws IOException {
    try (TestGateway it = TestGateway.with("presence.grace", "off")) {
      cut(loggedIn(it, "dev-1"));
      TestGateway.await("its end", () -> state(it, "dev-1") == PresenceState.OFFLINE);
      it.gateway.reload(
          GatewayConfig.of(
              "listeners.tcp.port",
              "0",
              "listeners.http.port",
              "0",
              "listeners.mqtt.port",
              "0",
              "presence.file",
              ":memory:",
              "presence.grace",
              "1h"));
      cut(loggedIn(it, "dev-2"));
      TestGateway.await("its grace", () -> state(it, "dev-2") == PresenceState.IN_GRACE);
    }
  }

  private static RawClient loggedIn(TestGateway it, String id) throws IOException {
    RawClient client = it.connect();
    login(client, id, Bytes.EMPTY);
    return client;
  }

  @Test
  void aGatewayThatIsStartedAgainKnowsWhoWasThere() throws IOException {
    String file = dir.resolve("presence.db").toString();
    Frame.Welcome welcome;
    try (TestGateway it = TestGateway.with("presence.file", file);
        RawClient client = it.connect()) {
      welcome = login(client, "dev-1", Bytes.EMPTY);
    }
    try (TestGateway it = TestGateway.with("presence.file", file);
        RawClient client = it.connect()) {
      assertThat(it.gateway.engine().counts()).isEqualTo(new Presences(0, 1, 0));
      Event online = it.gateway.engine().events(0, 1).get(0);
      assertThat(online.epoch()).isEqualTo(welcome.epoch());

      assertThat(login(client, "dev-1", welcome.resumeToken()).sessionId())
          .isEqualTo(welcome.sessionId());
      assertThat(told(it)).containsExactly("online", "resumed");
    }
  }

  @Test
  void aSilentClientIsAnnouncedWithTheEvidenceOnceItsGraceHasEnded() throws IOException {
    try (TestGateway it =
            TestGateway.with(
                "liveness.interval", "200ms",
                "liveness.timeout", "500ms",
                "breaker.mode", "off",
                "presence.grace", "300ms");
        RawClient client = it.connect()) {
      login(client, "dev-1", Bytes.EMPTY);
      it.departure(DisconnectReason.CLIENT_FROZEN);
      long lost = System.nanoTime();
      assertThat(state(it, "dev-1")).isIn(PresenceState.ATTACHED, PresenceState.IN_GRACE);
      TestGateway.await("its end", () -> told(it).contains("offline"));

      assertThat(Duration.ofNanos(System.nanoTime() - lost)).isGreaterThan(Duration.ofMillis(150));
      Event offline = it.gateway.engine().history(new ClientId("dev-1"), 1).get(0);
      assertThat(offline.data()).contains("\"reason\":\"CLIENT_FROZEN\"", "\"graceMs\":300");
    }
  }
}
