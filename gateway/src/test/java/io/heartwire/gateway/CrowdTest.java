package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Peers that use up what others need. */
class CrowdTest {
  @Test
  void descriptorsReturnToTheirBaselineAfterManyThatNeverLogIn() throws IOException { // trap 19
    try (TestGateway it = TestGateway.with("login.deadline", "500ms");
        RawClient innocent = it.login("innocent")) {
      long baseline = descriptors();
      List<RawClient> crowd = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        crowd.add(it.connect());
      }
      TestGateway.await(
          "300 timeouts", () -> it.count(DisconnectReason.LOGIN_TIMEOUT) == crowd.size());
      crowd.forEach(RawClient::close);
      TestGateway.await("only the innocent", () -> it.gateway.counters().open() == 1);
      TestGateway.await("the baseline", () -> descriptors() <= baseline);
      innocent.send(new Frame.Ping(1));
      innocent.receive(Frame.Pong.class);
    }
  }

  @Test
  void aClientThatNeverReadsIsCutAndOthersAreServed() throws IOException {
    byte[] load = new byte[16_384];
    try (TestGateway it =
            TestGateway.with(
                Optional.empty(),
                (peer, message) -> {
                  for (int i = 0; i < 2_000; i++) {
                    if (!peer.send(new Message("load", "", ByteBuffer.wrap(load), false))) {
                      break;
                    }
                  }
                  return CompletableFuture.completedFuture(null);
                },
                "dispatch.default",
                "inline",
                "listeners.tcp.outbound-max",
                "64KiB");
        RawClient innocent = it.login("innocent");
        RawClient hostile = it.login("hostile")) {
      hostile.send(new Frame.Message("please", "", Bytes.EMPTY, false));

      assertThat(it.departure(DisconnectReason.SLOW_CONSUMER).disconnect().detail())
          .contains("65536");
      TestGateway.await("its end", () -> it.gateway.counters().open() == 1);
      innocent.send(new Frame.Ping(1));
      innocent.receive(Frame.Pong.class);
    }
  }

  @Test
  void oneConnectionTooManyIsToldWhenToComeBack() throws IOException {
    try (TestGateway it = TestGateway.with("listeners.tcp.max-connections", "2");
        RawClient one = it.login("one");
        RawClient two = it.login("two");
        RawClient three = it.connect()) {
      Frame.Goodbye goodbye = three.receive(Frame.Goodbye.class);
      assertThat(goodbye.code()).isEqualTo(CloseCode.BUSY);
      assertThat(goodbye.retryAfterMs()).isPositive();
      three.close();
      one.close();
      TestGateway.await("a free place", () -> it.gateway.counters().open() == 1);
      try (RawClient again = it.login("three")) {
        assertThat(it.gateway.sessions().attached()).isEqualTo(2);
      }
      assertThat(it.count(DisconnectReason.BUSY)).isOne();
    }
  }

  /** How many this process holds; 0 where the system does not say. */
  @Test
  void oneConnectionTooManyFromOneSourceIsToldSo() throws IOException {
    try (TestGateway it = TestGateway.with("admission.connections-per-source", "2");
        RawClient one = it.login("one");
        RawClient two = it.login("two");
        RawClient three = it.connect()) {
      Frame.Goodbye goodbye = three.receive(Frame.Goodbye.class);
      assertThat(goodbye.code()).isEqualTo(CloseCode.SOURCE_FULL);
      assertThat(goodbye.retryAfterMs()).isPositive();
      assertThat(goodbye.detail()).contains("2 of 2").contains("127.0.0.1");
      three.close();
      one.close();
      TestGateway.await("a free place", () -> it.gateway.counters().open() == 1);
      try (RawClient again = it.login("three")) {
        assertThat(it.gateway.bounds().sources()).isOne();
      }
      assertThat(it.count(DisconnectReason.SOURCE_FULL)).isOne();
    }
  }

  @Test
  void whoIsTooManyASecondIsToldItsTurnAndTheAuthenticatorNeverHearsOfIt() throws IOException {
    List<String> asked = new ArrayList<>();
    try (TestGateway it =
            TestGateway.with(
                Optional.of(
                    login -> {
                      asked.add(login.clientId().value());
                      return Authenticator.OPEN.authenticate(login);
                    }),
                MessageHandler.NONE,
                "admission.rate",
                "1");
        RawClient one = it.login("one");
        RawClient two = it.login("two");
        RawClient three = it.connect()) {
      three.send(Frame.Hello.of("three", ""));
      Frame.Goodbye goodbye = three.receive(Frame.Goodbye.class);
      assertThat(goodbye.code()).isEqualTo(CloseCode.LATER);
      assertThat(goodbye.retryAfterMs()).isBetween(1_000L, 4_001L);
      assertThat(asked).containsExactly("one", "two");
      assertThat(it.gateway.gate().state().slots().outstanding()).isOne();
      assertThat(it.count(DisconnectReason.LATER)).isOne();
      assertThat(it.gateway.gate().state().counts().welcomed()).isEqualTo(2);
    }
  }

  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }
}
