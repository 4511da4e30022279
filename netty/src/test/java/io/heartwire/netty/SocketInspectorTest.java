package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.core.liveness.SocketSnapshot.TcpState;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SocketInspectorTest {
  private final SocketInspector inspector = SocketInspector.ofKernel();

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource(Transports.WITH_EVIDENCE)
  void seesBytesThatLieUnreadBecauseTheLoopIsBusy(Transport transport) throws Exception {
    try (LoopbackServer server = new LoopbackServer(transport, channel -> {});
        Socket client = server.connect()) {
      Channel channel = server.accepted();
      assertThat(ask(channel).unreadBytes()).isZero();

      SocketSnapshot snapshot =
          LoopbackServer.onLoop(
              channel,
              () -> {
                client.getOutputStream().write(new byte[1_000]);
                Eventually.holds(
                    "bytes arrive", () -> inspector.inspect(channel).unreadBytes() >= 1_000);
                return inspector.inspect(channel);
              });

      assertThat(snapshot.available()).isTrue();
      assertThat(snapshot.state()).isEqualTo(TcpState.ESTABLISHED);
      assertThat(snapshot.lastDataMs()).isLessThan(1_000);
      assertThat(snapshot.rtoMs()).isBetween(1L, 120_000L);
      Eventually.holds("the loop reads on", () -> ask(channel).unreadBytes() == 0);
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource(Transports.WITH_EVIDENCE)
  void seesThatThePeerClosedWhileTheLoopWasBusy(Transport transport) throws Exception {
    try (LoopbackServer server = new LoopbackServer(transport, channel -> {});
        Socket client = server.connect()) {
      Channel channel = server.accepted();

      TcpState state =
          LoopbackServer.onLoop(
              channel,
              () -> {
                client.close();
                Eventually.holds("a FIN arrives", () -> state(channel) != TcpState.ESTABLISHED);
                return state(channel);
              });

      assertThat(state).isEqualTo(TcpState.CLOSE_WAIT);
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource(Transports.WITH_EVIDENCE)
  void seesAResetWhileTheLoopWasBusy(Transport transport) throws Exception {
    try (LoopbackServer server = new LoopbackServer(transport, channel -> {});
        Socket client = server.connect()) {
      Channel channel = server.accepted();

      TcpState state =
          LoopbackServer.onLoop(
              channel,
              () -> {
                client.setSoLinger(true, 0);
                client.close();
                Eventually.holds("an RST arrives", () -> state(channel) != TcpState.ESTABLISHED);
                assertThat(channel.isOpen()).isTrue();
                return state(channel);
              });

      assertThat(state).isEqualTo(TcpState.CLOSED);
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource(Transports.WITH_EVIDENCE)
  void measuresHowLongTheKernelHasHeardNoData(Transport transport) throws Exception {
    try (LoopbackServer server = new LoopbackServer(transport, channel -> {});
        Socket client = server.connect()) {
      Channel channel = server.accepted();
      client.getOutputStream().write(1);
      Eventually.holds("data arrives", () -> ask(channel).lastDataMs() < 50);

      Eventually.holds("silence grows", () -> ask(channel).lastDataMs() >= 200);

      client.getOutputStream().write(1);
      Eventually.holds("data ends the silence", () -> ask(channel).lastDataMs() < 100);
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource(Transports.WITH_EVIDENCE)
  void anAcknowledgementIsNoData(Transport transport) throws Exception {
    try (LoopbackServer server = new LoopbackServer(transport, channel -> {});
        Socket client = server.connect()) {
      Channel channel = server.accepted();
      client.getOutputStream().write(1);
      Eventually.holds("silence grows", () -> ask(channel).lastDataMs() >= 300);

      channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[10])).sync();

      Eventually.holds("the ACK arrives", () -> ask(channel).lastAckMs() < 100);
      assertThat(ask(channel).lastDataMs()).isGreaterThanOrEqualTo(300);
      assertThat(ask(channel).unackedSegments()).isZero();
      assertThat(ask(channel).notSentBytes()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource(Transports.AVAILABLE)
  void seesWhetherOurOwnQueueMoves(Transport transport) throws Exception {
    try (LoopbackServer server = new LoopbackServer(transport, channel -> {});
        Socket client = server.connect()) {
      Channel channel = server.accepted();
      assertThat(ask(channel).writeProgressed()).isFalse();
      channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[64 << 20]));
      awaitStandstill(channel);
      assertThat(ask(channel).writeProgressed()).isFalse();
      if (transport == Transport.EPOLL) {
        assertThat(ask(channel).notSentBytes()).isGreaterThan(1 << 20);
      }

      client.getInputStream().readNBytes(16 << 20);

      Eventually.holds("the queue moves on", () -> ask(channel).writeProgressed());
    }
  }

  private void awaitStandstill(Channel channel) {
    int[] still = new int[1];
    Eventually.holds(
        "the peer's window fills",
        () -> {
          Eventually.passes(Duration.ofMillis(20));
          still[0] = ask(channel).writeProgressed() ? 0 : still[0] + 1;
          return still[0] > 10;
        });
  }

  @Test
  void knowsNothingOfTheKernelOnNio() throws Exception {
    try (LoopbackServer server = new LoopbackServer(Transport.NIO, channel -> {});
        Socket client = server.connect()) {
      Channel channel = server.accepted();
      client.getOutputStream().write(1);

      assertThat(ask(channel)).isEqualTo(SocketSnapshot.NONE);
    }
  }

  @ParameterizedTest
  @MethodSource(Transports.AVAILABLE)
  void callsAClosedChannelClosedOnEveryTransport(Transport transport) throws Exception {
    try (LoopbackServer server = new LoopbackServer(transport, channel -> {});
        Socket client = server.connect()) {
      Channel channel = server.accepted();
      channel.close().sync();

      assertThat(client.isConnected()).isTrue();
      assertThat(ask(channel).state()).isEqualTo(TcpState.CLOSED);
    }
  }

  @Test
  void saysNothingOfAChannelWithoutASocket() {
    EmbeddedChannel channel = new EmbeddedChannel();

    assertThat(inspector.inspect(channel)).isEqualTo(SocketSnapshot.NONE);

    channel.close();
    assertThat(inspector.inspect(channel).state()).isEqualTo(TcpState.CLOSED);
  }

  private TcpState state(Channel channel) {
    return inspector.inspect(channel).state();
  }

  private SocketSnapshot ask(Channel channel) {
    try {
      return LoopbackServer.onLoop(channel, () -> inspector.inspect(channel));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
