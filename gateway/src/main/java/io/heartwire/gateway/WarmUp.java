package io.heartwire.gateway;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.transport.GatewayThreads;
import io.heartwire.netty.Transport;
import io.heartwire.wire.Frame;
import io.heartwire.wire.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rehearses a gateway's worst hour before it comes: clients of its own log in at a private gateway
 * on the loopback address, beat, fall silent, and are found dead, until the machine code for it is
 * there.
 *
 * <p>Without it the first mass death of a process that has run well for weeks is judged by code
 * that has never run: a verdict then takes ten times as long, and comes a second late. Nothing of
 * it is seen in the sessions, figures and logs of the gateway that it is for.
 *
 * <p>The first round, which loads the classes, has ended when {@link #begin} returns; the others
 * follow after {@link #goOn} on a thread of their own, while few real clients want to log in, for a
 * minute at most. Thread safe.
 */
public final class WarmUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /**
   * How much is rehearsed.
   *
   * @param first clients of the first round, which somebody waits for
   * @param clients of each other round: enough for what is done in masses only
   * @param rounds the JVM compiles for good what has run 5,000 times, or 15,000 with its loops
   * @param pause between two rounds
   * @param busy real clients that want to log in within a pause: with as many, they are served
   *     first, and a round that has begun is given up
   * @param longest all of it
   */
  record Extent(int first, int clients, int rounds, Duration pause, int busy, Duration longest) {
    static final Extent FULL =
        new Extent(8, 1_200, 6, Duration.ofMillis(500), 50, Duration.ofMinutes(1));
  }

  /** Null once it has ended: what it remembers of its clients is of no use. */
  private final AtomicReference<@Nullable Gateway> rehearsal;

  private final GatewayThreads threads;
  private final InetSocketAddress address;
  private final NanoClock clock;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4_096);
  private final byte[] ping = bytes(new Frame.Ping(1));
  private final String credential;
  private final Extent extent;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger rounds = new AtomicInteger();

  private WarmUp(
      Gateway rehearsal,
      GatewayThreads threads,
      NanoClock clock,
      String credential,
      Extent extent) {
    this.rehearsal = new AtomicReference<>(rehearsal);
    this.threads = threads;
    this.address = Objects.requireNonNull(rehearsal.ports().get(Gateway.TCP));
    this.clock = clock;
    this.credential = credential;
    this.extent = extent;
  }

  /**
   * Begins, if {@code config} wishes it ({@code warm-up}). It ends by itself; a warm-up that fails
   * leaves the gateway as it is without one.
   */
  public static Optional<WarmUp> begin(GatewayConfig config, Services services) {
    return begin(config, services, Extent.FULL);
  }

  static Optional<WarmUp> begin(GatewayConfig config, Services services, Extent extent) {
    if (!config.warmUp()) {
      return Optional.empty();
    }
    Transport transport = Wiring.transport(config.transport());
    GatewayThreads threads = GatewayThreads.ofRehearsal(transport, services.clock());
    String credential = HexFormat.of().toHexDigits(services.random().nextLong());
    WarmUp warmUp;
    try {
      GatewayConfig settings = settings(config);
      Gateway rehearsal =
          new Gateway(
              settings,
              with(services, onlyFor(credential)),
              threads,
              Wiring.engine(settings, services, threads));
      warmUp = new WarmUp(rehearsal, threads, services.clock(), credential, extent);
    } catch (RuntimeException e) {
      threads.close();
      LOG.debug("no warm-up: its gateway cannot start", e);
      return Optional.empty();
    }
    if (!warmUp.round(extent.first(), () -> false)) {
      warmUp.close();
      return Optional.empty();
    }
    return Optional.of(warmUp);
  }

  /**
   * The other rounds; to be called once, when the doors of the gateway are open.
   *
   * @param comers how many logins real clients have asked for so far, whatever the answer
   */
  public void goOn(LongSupplier comers) {
    threads.named("heartwire-warm-up").newThread(() -> run(comers)).start();
  }

  private static GatewayConfig settings(GatewayConfig config) {
    return GatewayConfig.of(
        "transport", config.transport().name(),
        "listeners.tcp.port", "0",
        "listeners.http.enabled", "false",
        "listeners.mqtt.enabled", "false",
        "presence.file", ":memory:",
        "liveness.interval", "100ms",
        "liveness.timeout", "200ms",
        "breaker.mode", "off",
        "admission.rate", "off",
        "targets-default", "false");
  }

  private static Services with(Services services, Authenticator authenticator) {
    return new Services(
        Optional.of(authenticator),
        MessageHandler.NONE,
        services.clock(),
        services.wallClock(),
        services.random());
  }

  /** Nobody else on this machine is to take part. */
  private static Authenticator onlyFor(String credential) {
    return login ->
        CompletableFuture.completedFuture(
            login.credential().equals(credential)
                ? new Authenticator.Outcome.Accepted(Identity.ANONYMOUS)
                : new Authenticator.Outcome.Refused("it is none of the rehearsal's"));
  }

  private void run(LongSupplier comers) {
    long began = clock.nanoTime();
    try {
      while (rounds.get() < extent.rounds()
          && clock.nanoTime() - began < extent.longest().toNanos()) {
        Rush rush = new Rush(comers);
        if (closed.await(extent.pause().toMillis(), TimeUnit.MILLISECONDS)) {
          break;
        }
        if (!rush.is()) {
          if (!round(extent.clients(), rush::is)) {
            break;
          }
          if (!rush.was) {
            rounds.incrementAndGet();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LOG.debug("warmed up in {} rounds of {} clients", rounds, extent.clients());
    // Its loop stays: code that has seen one end is compiled anew for those that go on.
    shut();
  }

  /** Whether real clients come in numbers, now or since it was made. */
  private final class Rush {
    private final LongSupplier comers;
    private long sinceNanos = clock.nanoTime();
    private long before;
    private boolean was;

    Rush(LongSupplier comers) {
      this.comers = comers;
      this.before = comers.getAsLong();
    }

    boolean is() {
      long count = comers.getAsLong();
      was |= count - before >= extent.busy();
      long now = clock.nanoTime();
      if (now - sinceNanos >= extent.pause().toNanos()) {
        sinceNanos = now;
        before = count;
      }
      return was;
    }
  }

  /** How many rounds have been played to their end since {@link #goOn}. */
  int rounds() {
    return rounds.get();
  }

  /** Where it takes place. */
  Optional<Gateway> rehearsal() {
    return Optional.ofNullable(rehearsal.get());
  }

  /** The address of its door. */
  InetSocketAddress address() {
    return address;
  }

  /**
   * One after the other comes; all fall silent; each is found dead. Ends before if {@code
   * disturbed}.
   *
   * @return false if it did not work
   */
  private boolean round(int clients, BooleanSupplier disturbed) {
    List<SocketChannel> sockets = new ArrayList<>(clients);
    try {
      for (int i = 0; i < clients && !isClosed() && !disturbed.getAsBoolean(); i++) {
        SocketChannel socket = SocketChannel.open(address);
        sockets.add(socket);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        say(socket, bytes(Frame.Hello.of("rehearsal-" + i, credential)));
        hear(socket);
        say(socket, ping);
        hear(socket);
      }
      for (SocketChannel socket : sockets) {
        if (!disturbed.getAsBoolean()) {
          awaitEnd(socket);
        }
      }
      return true;
    } catch (IOException e) {
      LOG.debug("the warm-up ends early", e);
      return false;
    } finally {
      sockets.forEach(WarmUp::drop);
    }
  }

  private void say(SocketChannel socket, byte[] bytes) throws IOException {
    buffer.clear().put(bytes).flip();
    while (buffer.hasRemaining()) {
      socket.write(buffer);
    }
  }

  private void hear(SocketChannel socket) throws IOException {
    if (socket.read(buffer.clear()) < 0) {
      throw new IOException("the gateway hung up on its rehearsal");
    }
  }

  /** Hears its pings, answers none, until the gateway resets the connection. */
  private void awaitEnd(SocketChannel socket) {
    try {
      while (socket.read(buffer.clear()) >= 0 && !isClosed()) {
        // What it says is of no interest.
      }
    } catch (IOException e) {
      // The reset is what this waits for.
    }
  }

  private static void drop(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("a socket of the rehearsal does not close", e);
    }
  }

  private static byte[] bytes(Frame frame) {
    ByteBuf encoded = FrameEncoder.encode(UnpooledByteBufAllocator.DEFAULT, frame);
    try {
      byte[] bytes = new byte[encoded.readableBytes()];
      encoded.readBytes(bytes);
      return bytes;
    } finally {
      encoded.release();
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Shuts the door of the rehearsal, and forgets its clients. */
  private void shut() {
    Gateway running = rehearsal.getAndSet(null);
    if (running != null) {
      running.shut();
      running.targets().close();
      running.engine().close();
    }
  }

  /** Ends it, and the threads of its gateway. */
  @Override
  public void close() {
    closed.countDown();
    shut();
    threads.close();
  }
}
