package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.SecretHash;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RenewalTest {
  private static String token(String user, long seconds) {
    return JwtTest.signed(JwtTest.claims().subject(user).expirationTime(JwtTest.in(seconds)));
  }

  private static RawClient loggedIn(TestGateway it, long seconds) throws IOException {
    RawClient client = it.connect();
    client.send(Frame.Hello.of("dev-1", token("ann", seconds)));
    client.receive(Frame.Welcome.class);
    return client;
  }

  @Test
  void aTokenThatRunsOutIsRenewedOnTheLivingConnection() throws IOException {
    try (TestGateway it = JwtTest.hmac("auth.renew-before", "10s", "auth.expiry-grace", "1s");
        RawClient client = loggedIn(it, 2)) {
      Frame.Renew asked = client.receive(Frame.Renew.class);
      assertThat(asked.expiresInMs()).isBetween(1L, 2_000L);
      assertThat(asked.credential()).isEmpty();
      client.send(new Frame.Renew(token("ann", 4), 0));
      TestGateway.await("the renewal", () -> it.gateway.counters().renewed() == 1);
      // Asked anew: the first token has run out long ago when the second one has.
      client.receive(Frame.Renew.class);
      client.send(new Frame.Renew(token("ann", 600), 0));
      TestGateway.await("the second", () -> it.gateway.counters().renewed() == 2);
      assertThat(it.gateway.counters().renewalsAsked()).isEqualTo(2);
      client.send(new Frame.Ping(3));
      assertThat(client.receive(Frame.Pong.class).sequence()).isEqualTo(3);
      assertThat(it.gateway.disconnects().recent()).isEmpty();
    }
  }

  @Test
  void aConnectionOutlivesItsTokenByTheGraceOnly() throws IOException {
    try (TestGateway it = JwtTest.hmac("auth.renew-before", "0ms", "auth.expiry-grace", "500ms");
        RawClient client = loggedIn(it, 1)) {
      assertThat(client.receive(Frame.Renew.class).expiresInMs()).isZero();
      assertThat(client.receive(Frame.Goodbye.class).code())
          .isEqualTo(CloseCode.CREDENTIAL_EXPIRED);
      it.departure(DisconnectReason.CREDENTIAL_EXPIRED);
      assertThat(it.gateway.counters().renewalsTooLate()).isEqualTo(1);
      assertThat(it.gateway.counters().renewalsRefused()).isZero();
    }
  }

  @Test
  void aConnectionOfMqttOutlivesItsTokenByTheGraceOnly() throws IOException {
    try (TestGateway it = JwtTest.hmac("auth.renew-before", "10s", "auth.expiry-grace", "500ms");
        RawMqtt client = new RawMqtt(it.gateway.ports().get(MqttDoor.NAME))) {
      client.send(
          RawMqtt.packet(
              0x10,
              RawMqtt.text("MQTT"),
              "05c2003c00",
              RawMqtt.text("dev-1"),
              RawMqtt.text("ann"),
              RawMqtt.text(token("ann", 1))));
      assertThat(client.receive()).startsWith("20").doesNotStartWith("200300");
      assertThat(client.receive()).startsWith("e0").contains("87");
      it.departure(DisconnectReason.CREDENTIAL_EXPIRED);
      assertThat(it.gateway.counters().renewalsAsked()).isZero();
    }
  }

  @Test
  void aRefusedOrForeignRenewalEndsTheConnection() throws IOException {
    try (TestGateway it = JwtTest.hmac();
        RawClient expired = loggedIn(it, 600)) {
      expired.send(new Frame.Renew(token("ann", -600), 0));
      assertThat(expired.receive(Frame.Goodbye.class).code())
          .isEqualTo(CloseCode.AUTHENTICATION_FAILED);
      try (RawClient foreign = loggedIn(it, 600)) {
        foreign.send(new Frame.Renew(token("bob", 600), 0));
        assertThat(foreign.receive(Frame.Goodbye.class).code())
            .isEqualTo(CloseCode.AUTHENTICATION_FAILED);
      }
      assertThat(it.gateway.counters().renewalsRefused()).isEqualTo(2);
    }
  }

  @Test
  void aSecondCredentialBeforeTheFirstWasJudgedIsOneTooMany() throws IOException {
    var answer = new AtomicReference<CompletableFuture<Outcome>>();
    Authenticator slow =
        login -> {
          if (login.credential().equals("first")) {
            return Authenticator.OPEN.authenticate(login);
          }
          answer.set(new CompletableFuture<>());
          return answer.get();
        };
    try (TestGateway it = TestGateway.with(Optional.of(slow), MessageHandler.NONE);
        RawClient client = it.connect()) {
      client.send(Frame.Hello.of("dev-1", "first"));
      client.receive(Frame.Welcome.class);
      client.send(new Frame.Renew("second", 0));
      client.send(new Frame.Renew("third", 0));
      assertThat(client.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.LOGIN_TWICE);
      // The late answer finds nobody, and does no harm.
      answer.get().complete(new Outcome.Refused("late"));
      assertThat(it.count(DisconnectReason.AUTHENTICATION_FAILED)).isZero();
    }
  }

  @Test
  void whoGuessesIsNotAskedForAWhileAndOthersAre() throws IOException {
    try (TestGateway it =
        TestGateway.with(
            "auth.tokens.a.secret", SecretHash.text("a-good-secret"),
            "auth.failures-per-client", "3",
            "auth.failure-window", "1h")) {
      for (int i = 0; i < 3; i++) {
        assertThat(code(it, "dev-1", "wrong-" + i)).isEqualTo(CloseCode.AUTHENTICATION_FAILED);
      }
      assertThat(code(it, "dev-1", "a-good-secret")).isEqualTo(CloseCode.TOO_MANY_REFUSED);
      assertThat(it.departure(DisconnectReason.TOO_MANY_REFUSED).disconnect().detail())
          .contains("auth.failures-per-client");
      try (RawClient other = it.connect()) {
        other.send(Frame.Hello.of("dev-2", "a-good-secret"));
        other.receive(Frame.Welcome.class);
      }
      assertThat(it.gateway.gate().inFlight()).isZero();
    }
  }

  private static CloseCode code(TestGateway it, String clientId, String secret) throws IOException {
    try (RawClient client = it.connect()) {
      client.send(Frame.Hello.of(clientId, secret));
      return client.receive(Frame.Goodbye.class).code();
    }
  }
}
