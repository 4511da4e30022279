package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.Identity;
import io.heartwire.netty.Transport;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Logins that lay unread while a gateway stood still, from clients whose FIN never came: they may
 * be online at another one by now.
 */
class StaleLoginTest {
  private static final long DEADLINE_MS = 2_000;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch stalled = new CountDownLatch(1);

  private TestGateway gateway(Transport transport) {
    Authenticator stalling =
        login -> {
          asked.add(login.clientId().value());
          if (login.clientId().value().equals("stalls")) {
            TestGateway.awaitQuietly(stalled, 20);
          }
          return CompletableFuture.completedFuture(new Outcome.Accepted(Identity.ANONYMOUS));
        };
    return gateway(transport, stalling);
  }

  private static TestGateway gateway(Transport transport, Authenticator authenticator) {
    return TestGateway.with(
        Optional.of(authenticator),
        MessageHandler.NONE,
        "transport",
        transport.name().toLowerCase(Locale.ROOT),
        "loops",
        "1",
        "login.deadline",
        DEADLINE_MS + "ms");
  }

  private static InetSocketAddress door(TestGateway it, String listener) {
    return it.gateway.ports().get(listener);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"EPOLL", "NIO"})
  void aLoginThatLayUnreadForLongerThanAnyMayTakeIsToBeginAgain(Transport transport)
      throws IOException {
    try (TestGateway it = gateway(transport);
        RawClient stalling = it.connect();
        RawClient tcp = it.connect();
        JavaWebSocket web = new JavaWebSocket(door(it, "http").getPort());
        RawMqtt mqtt = new RawMqtt(door(it, "mqtt"))) {
      TestGateway.await("all to be accepted", () -> it.gateway.counters().open() == 4);
      stalling.send(Frame.Hello.of("stalls", ""));
      TestGateway.await("the stall", () -> !asked.isEmpty());
      tcp.send(Frame.Hello.of("by-tcp", ""));
      web.hello("by-web");
      mqtt.send(RawMqtt.connect("by-mqtt", true, 60));
      long sent = System.nanoTime();
      TestGateway.await(
          "more than the deadline",
          () -> System.nanoTime() - sent > TimeUnit.MILLISECONDS.toNanos(DEADLINE_MS + 300));
      stalled.countDown();

      Frame.Goodbye goodbye = tcp.receive(Frame.Goodbye.class);
      assertThat(goodbye.code()).isEqualTo(CloseCode.LOGIN_TIMEOUT);
      assertThat(goodbye.code().advice()).isEqualTo(CloseCode.Advice.RECONNECT);
      assertThat(web.next()).contains("4004");
      assertThat(mqtt.receive()).as("no CONNACK of success").isNotEqualTo("20020000");
      assertThat(stalling.receive(Frame.Goodbye.class).code())
          .as("its authenticator took longer than any login may")
          .isEqualTo(CloseCode.LOGIN_TIMEOUT);
      assertThat(asked).as("nobody is asked in vain").containsExactly("stalls");
      assertThat(it.gateway.counters().staleLogins()).isEqualTo(4);
      assertThat(it.departure(DisconnectReason.LOGIN_TIMEOUT).disconnect().detail())
          .contains("(limit 2000 ms, login.deadline)");
      for (String client : List.of("stalls", "by-tcp", "by-web", "by-mqtt")) {
        assertThat(it.gateway.engine().find(new ClientId(client))).as(client).isEmpty();
      }
      assertThat(it.gateway.gate().inFlight()).isZero();

      it.login("by-tcp").close();
      assertThat(it.gateway.counters().staleLogins()).as("the living are let in").isEqualTo(4);
    }
  }

  /** Its end may have been lost while its credential was being looked at. */
  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"EPOLL", "NIO"})
  void aLoginThatWasReadBeforeTheStallIsNotClaimedAfterIt(Transport transport) throws IOException {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    CountDownLatch released = stalled;
    Authenticator slow =
        login -> {
          asked.add(login.clientId().value());
          if (login.clientId().value().equals("stalls")) {
            TestGateway.awaitQuietly(stalled, 20);
            return CompletableFuture.completedFuture(new Outcome.Refused("only to stall"));
          }
          return answer;
        };
    try (TestGateway it = gateway(transport, slow);
        RawClient client = it.connect();
        RawClient stalling = it.connect()) {
      client.send(Frame.Hello.of("dev-1", ""));
      TestGateway.await("the question", () -> asked.contains("dev-1"));
      stalling.send(Frame.Hello.of("stalls", ""));
      TestGateway.await("the stall", () -> asked.contains("stalls"));
      answer.complete(new Outcome.Accepted(Identity.ANONYMOUS));
      long since = System.nanoTime();
      TestGateway.await(
          "more than the deadline",
          () -> System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(DEADLINE_MS + 300));
      released.countDown();

      assertThat(client.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.LOGIN_TIMEOUT);
      assertThat(it.gateway.counters().staleLogins()).isEqualTo(1);
      assertThat(it.gateway.engine().find(new ClientId("dev-1"))).isEmpty();
    }
  }
}
