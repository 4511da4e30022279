package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.LivenessPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What remains of a dead peer's socket. */
final class DeadCloseTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofMillis(100), Duration.ofMillis(300));

  private final Heartbeats heartbeats = Heartbeats.builder().build();

  // trap 34, trap 35
  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"EPOLL", "NIO"})
  void isGoneAtOnceThoughMegabytesWaitAndItsOwnerAskedToLinger(Transport transport)
      throws Exception {
    try (LoopbackServer server =
            new LoopbackServer(
                transport,
                channel ->
                    channel.pipeline().addLast(heartbeats.handler(new BytePings(), POLICY)));
        Socket mute = server.connect()) {
      Channel dead = server.accepted();
      LoopbackServer.onLoop(
          dead,
          () -> {
            // What an application might have set: the close would block its thread for a minute.
            dead.config().setOption(ChannelOption.SO_LINGER, 60);
            ByteBuf much = dead.alloc().buffer(16 << 20).writeZero(16 << 20);
            return dead.writeAndFlush(much);
          });
      Eventually.holds("the dead channel is closed", () -> !dead.isOpen());
      long began = System.nanoTime();
      LoopbackServer.onLoop(server.listener, () -> true);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
      // A reset, not a goodbye: nothing of it stays in the kernel, and the peer learns it at once.
      mute.setSoTimeout(5_000);
      assertThat(drainsToReset(mute)).isTrue();
    }
  }

  private static boolean drainsToReset(Socket socket) {
    byte[] sink = new byte[1 << 16];
    try {
      while (socket.getInputStream().read(sink) >= 0) {
        // What had been sent before the verdict.
      }
      return false;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
