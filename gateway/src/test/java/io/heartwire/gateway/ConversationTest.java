package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.LivenessChecks.Scope;
import io.heartwire.gateway.session.LivenessChecks.Target;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.Vitals;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.Frame.Refusal.Cause;
import io.heartwire.wire.LastDisconnect;
import io.heartwire.wire.Status;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConversationTest {
  @Test
  void keepsAStatusUntilItChanges() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.login("dev-1")) {
      for (int i = 0; i < 3; i++) {
        client.send(new Frame.Ping(i, Status.health("fine"), 0, Directives.NONE));
        client.receive(Frame.Pong.class);
      }
      client.send(new Frame.Ping(4));
      client.receive(Frame.Pong.class);

      assertThat(session(it).status().health()).isEqualTo("fine");
      assertThat(it.gateway.counters().statusChanges()).isOne();
    }
  }

  @Test
  void aClientThatPingsFarTooOftenIsToldThenSlowedThenCut() throws IOException { // trap 55
    try (TestGateway it = TestGateway.with("liveness.interval", "10s", "liveness.timeout", "30s");
        RawClient client = it.login("dev-1")) {
      List<Directives> told = new ArrayList<>();
      List<Frame> heard = new ArrayList<>();
      for (int i = 1; i <= 1_000 && heard.isEmpty(); i++) {
        client.send(new Frame.Ping(i));
        Frame frame = client.receive();
        while (frame instanceof Frame.Ping ping) {
          told.add(ping.directives());
          frame = client.receive();
        }
        if (frame instanceof Frame.Pong pong) {
          told.add(pong.directives());
        } else {
          heard.add(frame);
        }
      }
      told.removeIf(Directives::isEmpty);

      assertThat(told.get(0)).isEqualTo(new Directives(10_000, 30_000));
      assertThat(told).contains(new Directives(20_000, 60_000), new Directives(40_000, 120_000));
      assertThat(heard)
          .singleElement()
          .isInstanceOfSatisfying(
              Frame.Goodbye.class,
              goodbye -> {
                assertThat(goodbye.code()).isEqualTo(CloseCode.PING_FLOOD);
                assertThat(goodbye.retryAfterMs()).isEqualTo(60_000);
              });
      assertThat(it.gateway.counters().pingersTold()).isOne();
      assertThat(it.gateway.counters().pingersSlowed()).isGreaterThanOrEqualTo(4);
      assertThat(it.gateway.counters().pingersCut()).isOne();
    }
  }

  @Test
  void honoursAWishedIntervalWithinItsLimits() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.connect()) {
      client.send(new Frame.Hello(1, 0, "dev-1", "", "", "", 2_345, Bytes.EMPTY, Optional.empty()));
      Frame.Welcome welcome = client.receive(Frame.Welcome.class);
      assertThat(welcome.intervalMs()).isEqualTo(2_300);
      assertThat(welcome.timeoutMs()).isEqualTo(150_000);

      client.send(new Frame.Ping(1, Status.NONE, 5, Directives.NONE));
      Frame.Ping told = client.receive(Frame.Ping.class);
      assertThat(told.directives()).isEqualTo(new Directives(100, 150_000));
      assertThat(session(it).policy().interval()).isEqualTo(Duration.ofMillis(100));

      client.send(new Frame.Ping(2, Status.NONE, 1_000, Directives.NONE));
      client.receive(Frame.Pong.class);
      assertThat(session(it).policy().interval()).isEqualTo(Duration.ofSeconds(1));
      assertThat(it.gateway.counters().directives()).isOne();
    }
  }

  @Test
  void theConfigurationLimitsWhatMayBeWished() throws IOException {
    try (TestGateway it =
            TestGateway.with(
                "liveness.wished-interval-min", "3s", "liveness.wished-interval-max", "70s");
        RawClient client = it.connect()) {
      client.send(new Frame.Hello(1, 0, "dev-1", "", "", "", 5, Bytes.EMPTY, Optional.empty()));
      assertThat(client.receive(Frame.Welcome.class).intervalMs()).isEqualTo(3_000);

      client.send(new Frame.Ping(1, Status.NONE, 400_000, Directives.NONE));
      Frame.Ping told = client.receive(Frame.Ping.class);
      assertThat(told.directives()).isEqualTo(new Directives(70_000, 210_000));
    }
  }

  @Test
  void theCheckCanBeTurnedOffAndOnWhileRunning() throws IOException {
    Target everybody = new Target(Scope.LISTENER, "tcp");
    try (TestGateway it =
            TestGateway.with("liveness.interval", "100ms", "liveness.timeout", "300ms");
        RawClient silent = it.login("dev-1")) {
      it.gateway.sessions().check(everybody, Optional.of(false));
      long start = System.nanoTime();
      TestGateway.await("4 timeouts", () -> System.nanoTime() - start > 1_200_000_000L);
      assertThat(it.gateway.sessions().attached()).isOne();

      it.gateway.sessions().check(everybody, Optional.empty());
      TestGateway.await("the verdict", () -> it.gateway.sessions().attached() == 0);
      assertThat(silent.untilClosed()).noneMatch(Frame.Goodbye.class::isInstance);
    }
  }

  @Test
  void aHandlerThatFailsCostsNoConnectionAndGetsNoAck() throws IOException {
    try (TestGateway it =
            TestGateway.with(
                Optional.empty(),
                (peer, message) -> {
                  switch (message.type()) {
                    case "throws" -> throw new IllegalStateException("a defect of the handler");
                    case "fails" -> {
                      return CompletableFuture.failedFuture(new IOException("no disk"));
                    }
                    default -> {
                      peer.send(new Message("echo", "", message.body(), false));
                      return CompletableFuture.completedFuture(null);
                    }
                  }
                });
        RawClient client = it.login("dev-1")) {
      client.send(new Frame.Message("throws", "1", Bytes.EMPTY, true));
      client.send(new Frame.Message("fails", "2", Bytes.EMPTY, true));
      client.send(new Frame.Message("works", "3", Bytes.utf8("hello"), true));

      assertThat(client.receive()).isEqualTo(new Frame.Refusal("1", Cause.FAILED));
      assertThat(client.receive()).isEqualTo(new Frame.Refusal("2", Cause.FAILED));
      Frame.Message echo = (Frame.Message) client.receive();
      assertThat(echo.body().toUtf8()).isEqualTo("hello");
      assertThat(client.receive()).isEqualTo(new Frame.Ack("3"));
      assertThat(it.gateway.dispatcher().failed()).isEqualTo(2);
      assertThat(it.gateway.dispatcher().acknowledged()).isOne();
    }
  }

  @Test
  void anybodyMaySendToASession() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.login("dev-1")) {
      ByteBuffer body = ByteBuffer.wrap("now".getBytes(StandardCharsets.UTF_8));
      assertThat(session(it).send(new Message("order", "7", body, true))).isTrue();
      assertThat(client.receive())
          .isEqualTo(new Frame.Message("order", "7", Bytes.utf8("now"), true));
    }
  }

  @Test
  void aGoodbyeOfTheClientIsItsReason() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.login("dev-1")) {
      Session session = session(it);
      client.send(Frame.Goodbye.of(CloseCode.GOODBYE, "lunch"));
      assertThat(client.untilClosed()).isEmpty();
      assertThat(it.departure(DisconnectReason.GOODBYE).disconnect().detail()).isEqualTo("lunch");
      assertThat(session.send(new Message("late", "", ByteBuffer.allocate(0), false))).isFalse();
    }
  }

  @Test
  void aResetIsToldFromAnOrderlyEnd() throws IOException {
    try (TestGateway it = TestGateway.with()) {
      RawClient rude = it.login("rude");
      rude.socket.setSoLinger(true, 0);
      rude.close();
      it.departure(DisconnectReason.RESET);
      it.login("orderly").close();
      it.departure(DisconnectReason.FIN);
      // A departure is told before the session is taken out.
      TestGateway.await("nobody attached", () -> it.gateway.sessions().attached() == 0);
    }
  }

  @Test
  void anOperatorKicksAClientWithItsOwnCode() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.login("dev-1")) {
      it.gateway
          .sessions()
          .dismiss(
              new ClientId("dev-1"),
              Disconnect.of(DisconnectReason.KICKED, "by test"),
              Farewell.NONE);
      assertThat(it.gateway.sessions().attached()).isZero();
      assertThat(client.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.KICKED);
    }
  }

  @Test
  void aConnectionThatOnlyBeatsMeetsTheIdleTimeout() throws IOException {
    try (TestGateway it =
            TestGateway.with(
                "liveness.interval", "100ms",
                "liveness.timeout", "10s",
                "liveness.idle-timeout", "600ms");
        RawClient client = it.login("dev-1")) {
      client.socket.setSoTimeout(50);
      Optional<Frame.Goodbye> goodbye = Optional.empty();
      long sequence = 0;
      while (goodbye.isEmpty() && sequence < 100) {
        client.send(new Frame.Ping(sequence++));
        goodbye = beforeItIsQuiet(client, Frame.Goodbye.class);
      }
      assertThat(goodbye).map(Frame.Goodbye::code).contains(CloseCode.IDLE);
      assertThat(sequence).isGreaterThan(3);
    }
  }

  @Test
  void theKernelIsAskedOnDemand() throws Exception {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.login("dev-1")) {
      Vitals vitals =
          session(it).connection().vitals().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(vitals.state()).isEqualTo("ALIVE");
      assertThat(vitals.outboundBytes()).isZero();
      assertThat(client.socket.isConnected()).isTrue();
    }
  }

  @Test
  void countsAVerdictThatTheClientProvesWrong() throws IOException {
    try (TestGateway it =
        TestGateway.with("liveness.interval", "100ms", "liveness.timeout", "300ms")) {
      RawClient first = it.connect();
      String sessionId = first.login("dev-1").sessionId();
      first.untilClosed();
      first.close();
      it.departure(DisconnectReason.CLIENT_FROZEN);
      LastDisconnect report = new LastDisconnect(sessionId, "RESET", 5, 5, 0, 0, false, 0);
      try (RawClient second = it.connect()) {
        second.send(
            new Frame.Hello(1, 0, "dev-1", "", "", "", 0, Bytes.EMPTY, Optional.of(report)));
        second.receive(Frame.Welcome.class);
        assertThat(it.gateway.review().falseVerdicts()).isOne();
        assertThat(it.gateway.review().unreachable()).isZero();
      }
    }
  }

  private static <T extends Frame> Optional<T> beforeItIsQuiet(RawClient client, Class<T> type)
      throws IOException {
    try {
      return Optional.of(client.receive(type));
    } catch (SocketTimeoutException quiet) {
      return Optional.empty();
    }
  }

  private static Session session(TestGateway it) {
    return it.gateway.sessions().session(new ClientId("dev-1")).orElseThrow();
  }
}
