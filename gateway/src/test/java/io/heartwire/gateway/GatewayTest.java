package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Departure;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GatewayTest {
  @Test
  void aClientLogsInBeatsAndIsFoundDead() throws IOException {
    try (TestGateway it =
            TestGateway.with("liveness.interval", "200ms", "liveness.timeout", "600ms");
        RawClient client = it.connect()) {
      Frame.Welcome welcome = client.login("dev-1");
      assertThat(welcome.intervalMs()).isEqualTo(200);
      assertThat(welcome.timeoutMs()).isEqualTo(600);
      assertThat(it.gateway.sessions().attached()).isEqualTo(1);

      client.send(new Frame.Ping(7));
      assertThat(client.receive(Frame.Pong.class).sequence()).isEqualTo(7);

      assertThat(client.untilClosed()).noneMatch(Frame.Goodbye.class::isInstance); // trap 34
      Departure departure = it.departure(DisconnectReason.CLIENT_FROZEN);
      assertThat(departure.clientId()).contains(new ClientId("dev-1"));
      assertThat(departure.disconnect().silenceMs()).isBetween(600L, 1_500L);
      assertThat(it.gateway.sessions().attached()).isZero();
      assertThat(it.gateway.sessions().leavers()).isEqualTo(1);
    }
  }

  @Test
  void saysInOneSentenceThatThePortIsInUse() {
    try (TestGateway it = TestGateway.with()) {
      String port = String.valueOf(it.address().getPort());
      assertThatThrownBy(() -> TestGateway.with("listeners.tcp.port", port))
          .hasMessageContaining(port)
          .hasMessageContaining("choose another");
    }
  }

  @Test
  void tellsEverybodyWhenToComeBackWhenItIsStopped() throws IOException {
    TestGateway it = TestGateway.with();
    try (RawClient client = it.login("dev-1");
        RawClient stranger = it.connect()) {
      TestGateway.await("both", () -> it.gateway.counters().open() == 2);
      Thread closer = new Thread(it::close);
      closer.start();

      Frame.Goodbye goodbye = client.receive(Frame.Goodbye.class);
      assertThat(goodbye.code()).isEqualTo(CloseCode.SHUTDOWN);
      assertThat(goodbye.retryAfterMs()).isBetween(1_000L, 15_000L);
      assertThat(stranger.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.SHUTDOWN);
    }
    it.close();
    assertThat(it.count(DisconnectReason.SHUTDOWN)).isEqualTo(2);
    assertThat(it.gateway.counters().open()).isZero();
  }

  @Test
  void aHandlerThatBlocksItsLoopIsNoticedAndCostsNobodyTheConnection()
      throws IOException { // trap 1
    try (TestGateway it =
            TestGateway.with(
                Optional.empty(),
                (peer, message) -> {
                  long start = System.nanoTime();
                  TestGateway.await("a block", () -> System.nanoTime() - start > 1_500_000_000L);
                  return CompletableFuture.completedFuture(null);
                },
                "dispatch.default",
                "inline",
                "loops",
                "1",
                "liveness.interval",
                "200ms",
                "liveness.timeout",
                "600ms");
        RawClient blocker = it.login("blocker");
        RawClient living = it.login("living")) {
      blocker.send(new Frame.Message("slow", "1", Bytes.EMPTY, true));
      long sequence = 0;
      Optional<Frame> ack = Optional.empty();
      blocker.socket.setSoTimeout(50);
      while (ack.isEmpty()) {
        blocker.send(new Frame.Ping(++sequence));
        living.send(new Frame.Ping(sequence));
        ack = answer(blocker).filter(Frame.Ack.class::isInstance);
      }

      living.receive(Frame.Pong.class);
      assertThat(it.gateway.sessions().attached()).isEqualTo(2);
      assertThat(it.gateway.loopLags())
          .anyMatch(lag -> lag.max().compareTo(Duration.ofSeconds(1)) > 0);
    }
  }

  @Test
  void anAddressOfAnotherMachineIsNotTakenForAPortInUse() {
    assertThatThrownBy(
            () -> TestGateway.with("listeners.tcp.host", "192.0.2.1", "auth.mode", "open"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "listener 'tcp' cannot listen on 192.0.2.1:0 (Cannot assign requested address): it is"
                + " no address of this machine, use one that is");
  }

  private static Optional<Frame> answer(RawClient client) throws IOException {
    try {
      return client.next();
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }
}
