package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.LivenessPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
      mute.setSoTimeout(30_000);
      assertThat(drainsToReset(mute)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"EPOLL", "NIO"})
  void theFirstIsResetBeforeTheVerdictsOnTheOthersFall(Transport transport) throws Exception {
    Judged judged = new Judged();
    try (LoopbackServer server =
        new LoopbackServer(
            transport,
            channel ->
                channel.pipeline().addLast(heartbeats.handler(new BytePings(), POLICY), judged))) {
      List<Socket> mute = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        mute.add(server.connect());
        server.accepted();
      }
      // While the loop does not read: all are heard in one pass, and are due in one sweep.
      LoopbackServer.onLoop(server.listener, () -> speak(mute));
      for (Socket socket : mute) {
        Thread reader = new Thread(() -> judged.see(drainsToReset(socket)), "reader");
        reader.setDaemon(true);
        reader.start();
      }
      Eventually.holds("the last verdict", Duration.ofSeconds(15), () -> judged.inTime.isDone());
      assertThat(judged.inTime.join()).as("a reset between the verdicts").isTrue();
      for (Socket socket : mute) {
        socket.close();
      }
    }
  }

  private static boolean speak(List<Socket> clients) throws IOException {
    for (Socket client : clients) {
      client.setSoTimeout(10_000);
      client.getOutputStream().write('x');
    }
    return true;
  }

  /** Takes its time over the first verdict, and over the second until somebody has been reset. */
  @ChannelHandler.Sharable
  private static final class Judged extends ChannelInboundHandlerAdapter {
    private final CountDownLatch reset = new CountDownLatch(1);
    private final CompletableFuture<Boolean> inTime = new CompletableFuture<>();
    private int verdicts;

    void see(boolean wasReset) {
      if (wasReset) {
        reset.countDown();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event)
        throws InterruptedException {
      if (!(event instanceof HeartbeatEvent.Dead)) {
        return;
      }
      verdicts++;
      if (verdicts == 1) {
        Eventually.passes(Duration.ofMillis(20));
      } else if (verdicts == 2) {
        inTime.complete(reset.await(5, TimeUnit.SECONDS));
      }
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
