package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.Identity;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LoginTest {
  private final CompletableFuture<Outcome> answer = new CompletableFuture<>();

  private TestGateway with(Authenticator authenticator, String... settings) {
    return TestGateway.with(Optional.of(authenticator), MessageHandler.NONE, settings);
  }

  @Test
  void theAuthenticatorMayTakeItsTime() throws IOException {
    try (TestGateway it = with(login -> answer);
        RawClient client = it.connect()) {
      client.send(Frame.Hello.of("dev-1", ""));
      TestGateway.await("the question", () -> it.gateway.gate().inFlight() == 1);
      assertThat(it.gateway.sessions().attached()).isZero();

      answer.complete(new Outcome.Accepted(new Identity(Optional.of("ann"), "vip")));

      client.receive(Frame.Welcome.class);
      assertThat(it.gateway.sessions().sessions())
          .singleElement()
          .satisfies(
              session -> {
                assertThat(session.user()).contains("ann");
                assertThat(session.group()).isEqualTo("vip");
              });
      assertThat(it.gateway.gate().inFlight()).isZero();
    }
  }

  @Test
  void aRefusalNeverSaysWhy() throws IOException {
    try (TestGateway it =
            with(login -> CompletableFuture.completedFuture(new Outcome.Refused("secret reason")));
        RawClient client = it.connect()) {
      client.send(Frame.Hello.of("dev-1", "wrong"));
      Frame.Goodbye goodbye = client.receive(Frame.Goodbye.class);
      assertThat(goodbye.code()).isEqualTo(CloseCode.AUTHENTICATION_FAILED);
      assertThat(goodbye.detail()).doesNotContain("secret reason");
      assertThat(it.departure(DisconnectReason.AUTHENTICATION_FAILED).disconnect().detail())
          .isEqualTo("secret reason");
    }
  }

  @Test
  void anAuthenticatorOutOfOrderIsNotTheClientsFault() throws IOException {
    try (TestGateway it =
            with(
                login -> {
                  throw new IllegalStateException("directory down");
                });
        RawClient client = it.connect()) {
      client.send(Frame.Hello.of("dev-1", ""));
      Frame.Goodbye goodbye = client.receive(Frame.Goodbye.class);
      assertThat(goodbye.code()).isEqualTo(CloseCode.AUTHENTICATOR_UNAVAILABLE);
      assertThat(goodbye.retryAfterMs()).isPositive();
      assertThat(goodbye.detail()).doesNotContain("directory");
      assertThat(it.gateway.gate().inFlight()).isZero();
    }
  }

  @Test
  void anAuthenticatorThatNeverAnswersMeetsTheLoginDeadline() throws IOException {
    try (TestGateway it = with(login -> answer, "login.deadline", "300ms");
        RawClient client = it.connect()) {
      client.send(Frame.Hello.of("dev-1", ""));
      assertThat(client.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.LOGIN_TIMEOUT);
      assertThat(it.gateway.gate().inFlight()).isZero();

      answer.complete(new Outcome.Accepted(Identity.ANONYMOUS));
      assertThat(it.gateway.sessions().attached()).isZero();
    }
  }

  /** It gave up while nobody listened to it, and may be online elsewhere by now. */
  @Test
  void whoHasHungUpBehindItsHelloIsNotLoggedIn() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    List<String> asked = new CopyOnWriteArrayList<>();
    Authenticator stalling =
        login -> {
          asked.add(login.clientId().value());
          if (login.clientId().value().equals("stalls")) {
            TestGateway.awaitQuietly(stalled, 10);
          }
          return CompletableFuture.completedFuture(new Outcome.Accepted(Identity.ANONYMOUS));
        };
    try (TestGateway it = with(stalling, "loops", "1");
        RawClient first = it.connect()) {
      first.send(Frame.Hello.of("stalls", ""));
      TestGateway.await("the stall", () -> asked.size() == 1);
      try (RawClient impatient = it.connect()) {
        impatient.send(Frame.Hello.of("dev-1", ""));
      }
      stalled.countDown();
      first.receive(Frame.Welcome.class);
      it.departure(DisconnectReason.FIN);
      assertThat(asked).containsExactly("stalls");
      assertThat(it.gateway.engine().find(new ClientId("dev-1"))).isEmpty();
      assertThat(it.gateway.gate().inFlight()).isZero();
    }
  }

  @Test
  void tooManyLoginsAtATimeAreToldWhenToComeBack() throws IOException {
    try (TestGateway it = with(login -> answer, "login.in-flight-max", "1");
        RawClient first = it.connect();
        RawClient second = it.connect()) {
      first.send(Frame.Hello.of("dev-1", ""));
      TestGateway.await("the question", () -> it.gateway.gate().inFlight() == 1);
      second.send(Frame.Hello.of("dev-2", ""));
      Frame.Goodbye goodbye = second.receive(Frame.Goodbye.class);
      assertThat(goodbye.code()).isEqualTo(CloseCode.LOGINS_FULL);
      assertThat(goodbye.retryAfterMs()).isPositive();

      answer.complete(new Outcome.Accepted(Identity.ANONYMOUS));
      first.receive(Frame.Welcome.class);
    }
  }

  @Test
  void aSecondHelloBeforeTheWelcomeIsOneTooMany() throws IOException {
    try (TestGateway it = with(login -> answer);
        RawClient client = it.connect()) {
      client.send(Frame.Hello.of("dev-1", ""));
      client.send(Frame.Hello.of("dev-1", ""));
      assertThat(client.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.LOGIN_TWICE);
      assertThat(it.gateway.gate().inFlight()).isZero();
    }
  }

  @Test
  void onlyWhoKnowsATokenIsLetIn() throws IOException {
    try (TestGateway it =
            TestGateway.with(
                "auth.tokens.fleet.secret", "correct-horse",
                "auth.tokens.fleet.user", "fleet",
                "auth.tokens.fleet.clients", "car-*");
        RawClient good = it.connect();
        RawClient wrongToken = it.connect();
        RawClient wrongId = it.connect()) {
      good.send(Frame.Hello.of("car-1", "correct-horse"));
      good.receive(Frame.Welcome.class);
      wrongToken.send(Frame.Hello.of("car-2", "correct-hors"));
      assertThat(wrongToken.receive(Frame.Goodbye.class).code())
          .isEqualTo(CloseCode.AUTHENTICATION_FAILED);
      wrongId.send(Frame.Hello.of("bus-1", "correct-horse"));
      assertThat(wrongId.receive(Frame.Goodbye.class).code())
          .isEqualTo(CloseCode.AUTHENTICATION_FAILED);
      assertThat(it.gateway.sessions().sessions())
          .singleElement()
          .satisfies(session -> assertThat(session.user()).contains("fleet"));
    }
  }

  @Test
  void aSecondLoginTakesOver() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient older = it.connect();
        RawClient newer = it.connect()) {
      long olderEpoch = older.login("dev-1").epoch();
      long newerEpoch = newer.login("dev-1").epoch();
      assertThat(newerEpoch).isGreaterThan(olderEpoch);
      assertThat(older.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.TAKEN_OVER);
      older.close(); // trap 37: comes after the newer login
      TestGateway.await("its end", () -> it.gateway.counters().open() == 1);
      newer.send(new Frame.Ping(1));
      newer.receive(Frame.Pong.class);
      assertThat(it.gateway.sessions().sessions())
          .singleElement()
          .satisfies(session -> assertThat(session.epoch()).isEqualTo(newerEpoch));
      assertThat(it.gateway.disconnects().recent()).hasSize(1);
    }
  }

  @Test
  void aSecondLoginIsRefusedWhereToldTo() throws IOException {
    try (TestGateway it = TestGateway.with("login.existing", "reject");
        RawClient older = it.login("dev-1");
        RawClient newer = it.connect()) {
      newer.send(Frame.Hello.of("dev-1", ""));
      Frame.Goodbye goodbye = newer.receive(Frame.Goodbye.class);
      assertThat(goodbye.code()).isEqualTo(CloseCode.ALREADY_ONLINE);
      assertThat(goodbye.retryAfterMs()).isEqualTo(150_000);
      older.send(new Frame.Ping(1));
      older.receive(Frame.Pong.class);
    }
  }
}
