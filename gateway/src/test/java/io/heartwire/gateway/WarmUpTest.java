package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final WarmUp.Extent SMALL =
      new WarmUp.Extent(2, 5, 2, Duration.ofMillis(1), 10, Duration.ofSeconds(20));

  private static final Services SERVICES =
      TestGateway.services(Optional.empty(), MessageHandler.NONE);

  @Test
  void rehearsesAndIsNotSeenInTheFiguresOfTheGateway() {
    WarmUp.Extent patient =
        new WarmUp.Extent(2, 5, 1, Duration.ofMillis(1), 10, Duration.ofSeconds(20));
    try (TestGateway it = TestGateway.with();
        WarmUp warmUp = begin(patient)) {
      Gateway rehearsal = warmUp.rehearsal().orElseThrow();
      assertThat(rehearsal.disconnects().count(DisconnectReason.CLIENT_FROZEN)).isEqualTo(2);
      assertThat(rehearsal.targets().views()).as("it watches nobody else").isEmpty();
      warmUp.goOn(it.gateway.gate()::asked);
      TestGateway.await("its end", () -> warmUp.rehearsal().isEmpty());

      assertThat(rehearsal.disconnects().count(DisconnectReason.CLIENT_FROZEN)).isEqualTo(2 + 5);
      assertThat(it.gateway.sessions().logins()).isZero();
      assertThat(it.gateway.disconnects().recent()).isEmpty();
      assertThat(it.gateway.counters().open()).isZero();
    }
  }

  @Test
  void shutsItsDoorWhenItHasEnded() {
    try (WarmUp warmUp = begin(SMALL)) {
      warmUp.goOn(() -> 0);
      TestGateway.await("a door that is shut", () -> isShut(warmUp));
    }
  }

  @Test
  void letsNobodyElseTakePart() throws IOException {
    try (WarmUp warmUp = begin(SMALL);
        RawClient stranger = new RawClient(warmUp.address())) {
      stranger.send(Frame.Hello.of("rehearsal-1", ""));
      assertThat(stranger.receive(Frame.Goodbye.class).code())
          .isEqualTo(CloseCode.of(DisconnectReason.AUTHENTICATION_FAILED));
    }
  }

  @Test
  void waitsWhileRealClientsLogIn() {
    AtomicLong logins = new AtomicLong();
    WarmUp.Extent brief =
        new WarmUp.Extent(2, 5, 2, Duration.ofMillis(1), 10, Duration.ofMillis(100));
    try (WarmUp warmUp = begin(brief)) {
      warmUp.goOn(() -> logins.addAndGet(10));
      TestGateway.await("its end", () -> isShut(warmUp));
      assertThat(warmUp.rounds()).isZero();
    }
  }

  @Test
  void givesUpARoundWhenManyCome() {
    AtomicLong questions = new AtomicLong();
    WarmUp.Extent endless =
        new WarmUp.Extent(2, 1_000_000, 1, Duration.ofMillis(1), 10, Duration.ofMillis(1));
    try (WarmUp warmUp = begin(endless)) {
      // Nobody while it waits and as it begins; then ten at a time.
      warmUp.goOn(() -> Math.max(0, questions.incrementAndGet() - 5) * 10);
      TestGateway.await("its end", () -> isShut(warmUp));
      assertThat(warmUp.rounds()).isZero();
    }
  }

  @Test
  void leavesNoThreadWhenItIsClosedInTheMiddle() {
    WarmUp warmUp = begin(SMALL);
    warmUp.goOn(() -> 0);
    warmUp.close();
    TestGateway.await("no thread of it", () -> threads() == 0);
    assertThat(isShut(warmUp)).isTrue();
  }

  @Test
  void isNotMadeWhereItIsNotWanted() {
    GatewayConfig config = GatewayConfig.of("warm-up", "false");
    assertThat(WarmUp.begin(config, SERVICES, SMALL)).isEmpty();
  }

  private static WarmUp begin(WarmUp.Extent extent) {
    Optional<WarmUp> warmUp = WarmUp.begin(GatewayConfig.defaults(), SERVICES, extent);
    return warmUp.orElseThrow();
  }

  private static boolean isShut(WarmUp warmUp) {
    try (Socket socket = new Socket()) {
      socket.connect(warmUp.address(), 1_000);
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("heartwire-warm-up"))
        .count();
  }
}
