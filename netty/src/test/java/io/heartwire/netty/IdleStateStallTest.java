package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The proof on real sockets: 50 living clients ping every 200 ms under a timeout of 1 s, one
 * handler blocks the loop for 3 s, and Netty's handler stands beside ours.
 */
class IdleStateStallTest {
  private static final int CLIENTS = 50;
  private static final Duration PING = Duration.ofMillis(200);
  private static final Duration STALL = Duration.ofSeconds(3);
  private static final int ATTEMPTS = 3;

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @MethodSource(Transports.AVAILABLE)
  void sparesTheLivingWhereNettysHandlerLosesThem(Transport transport) throws Exception { // trap 1
    Outcome outcome = run(transport);
    for (int i = 1; i < ATTEMPTS && outcome.clientsWereLate; i++) {
      outcome = run(transport);
    }
    assertThat(outcome.oursLost)
        .as(outcome + ": living clients that our handler called idle")
        .isZero();
    assertThat(outcome.oursSilent).as("the silent client, found by ours").isEqualTo(1);
    if (transport != Transport.IO_URING) {
      // On io_uring one pass also takes what completed while it was blocked, and Netty's does well.
      assertThat(outcome.nettysLost)
          .as(outcome + ": living clients that Netty's handler called idle")
          .isGreaterThanOrEqualTo(40);
    }
  }

  private static Outcome run(Transport transport) throws Exception {
    try (Side ours = new Side(transport, () -> new IdleStateHandler(1, 0, 0));
        Side nettys =
            new Side(transport, () -> new io.netty.handler.timeout.IdleStateHandler(1, 0, 0))) {
      Pinger pinger = new Pinger(List.of(ours, nettys));
      pinger.pingFor(Duration.ofSeconds(1));
      ours.block();
      nettys.block();
      pinger.pingFor(STALL.plusMillis(1_000));
      pinger.pingUntil(() -> ours.unblocked && nettys.unblocked);
      pinger.pingFor(Duration.ofMillis(1_500));
      return new Outcome(
          ours.idleLiving(), nettys.idleLiving(), ours.idleSilent(), pinger.wasLate());
    }
  }

  private record Outcome(int oursLost, int nettysLost, int oursSilent, boolean clientsWereLate) {}

  /** One server of one loop with its clients, and what its idle handlers said. */
  private static final class Side implements AutoCloseable {
    private final LoopbackServer server;
    private final List<Socket> clients = new ArrayList<>();
    private final Set<Object> idle = ConcurrentHashMap.newKeySet();
    private final Socket silent;
    private final Socket blocker;
    volatile boolean blocked;
    volatile boolean unblocked;

    Side(Transport transport, Supplier<ChannelHandler> handler) throws Exception {
      server =
          new LoopbackServer(
              transport, channel -> channel.pipeline().addLast(handler.get(), new Listener(this)));
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(server.connect());
      }
      silent = server.connect();
      blocker = server.connect();
      for (int i = 0; i < CLIENTS + 2; i++) {
        server.accepted();
      }
    }

    void block() throws IOException {
      silent.getOutputStream().write('p');
      blocker.getOutputStream().write('b');
      // A ping that comes before the loop has gone to read would be read in the blocked pass
      // itself.
      Eventually.holds("the loop is blocked", () -> blocked);
    }

    int idleLiving() {
      return (int) clients.stream().filter(client -> idle.contains(portOf(client))).count();
    }

    int idleSilent() {
      return idle.contains(portOf(silent)) ? 1 : 0;
    }

    private static Object portOf(Socket client) {
      return client.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (Socket client : clients) {
        client.close();
      }
      silent.close();
      blocker.close();
      server.close();
    }
  }

  /** Blocks its loop when told to by a byte; notes who was called idle once that has begun. */
  private static final class Listener extends ChannelInboundHandlerAdapter {
    private static final int BLOCK = 'b';
    private final Side side;

    Listener(Side side) {
      this.side = side;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      boolean block = bytes.readableBytes() > 0 && bytes.getByte(bytes.readerIndex()) == BLOCK;
      bytes.release();
      if (block) {
        side.blocked = true;
        Eventually.passes(STALL);
        side.unblocked = true;
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof IdleStateEvent idle && idle.state() == IdleState.READER_IDLE) {
        side.idle.add(port(ctx.channel()));
      }
    }

    private static Object port(Channel channel) {
      return ((InetSocketAddress) channel.remoteAddress()).getPort();
    }
  }

  /** All living clients, pinging in turn on the test's thread. */
  private static final class Pinger {
    private final List<Side> sides;
    private long lastRoundNanos = System.nanoTime();
    private long largestGapNanos;

    Pinger(List<Side> sides) {
      this.sides = sides;
    }

    void pingFor(Duration time) throws IOException {
      long began = System.nanoTime();
      pingUntil(() -> System.nanoTime() - began >= time.toNanos());
    }

    void pingUntil(BooleanSupplier done) throws IOException {
      while (!done.getAsBoolean()) {
        largestGapNanos = Math.max(largestGapNanos, System.nanoTime() - lastRoundNanos);
        lastRoundNanos = System.nanoTime();
        for (Side side : sides) {
          for (Socket client : side.clients) {
            client.getOutputStream().write('p');
          }
        }
        Eventually.passes(PING);
      }
    }

    boolean wasLate() {
      return largestGapNanos > 3 * PING.toNanos();
    }
  }
}
