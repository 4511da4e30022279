package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.gateway.admission.ConnectionBounds;
import io.heartwire.gateway.drain.Drain;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.netty.BindFailure;
import io.heartwire.netty.TcpKnobs;
import io.heartwire.netty.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One listening TCP socket and the connections it has accepted. Thread safe.
 *
 * <p>It never stops accepting because it is full: a connection too many is told when to come back,
 * and cut unsaid only where even the goodbyes would be too many.
 */
public final class TcpListener implements AutoCloseable {
  private volatile Lobby lobby;
  private final TcpServices services;
  private final Protocol protocol;
  private final Set<Guest> strangers = ConcurrentHashMap.newKeySet();
  private final Channel server;

  /**
   * The threads of a gateway.
   *
   * @param transport what they run on
   * @param acceptor accepts, and does nothing else
   * @param connections serve what was accepted
   */
  public record Loops(Transport transport, EventLoopGroup acceptor, EventLoopGroup connections) {}

  /**
   * Listens.
   *
   * @throws IllegalStateException if the address cannot be bound; the message is one sentence for
   *     people
   */
  public TcpListener(TcpSettings settings, Protocol protocol, TcpServices services, Loops loops) {
    this.services = services;
    this.protocol = protocol;
    this.lobby = Lobby.of(settings, services, strangers);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.acceptor(), loops.connections())
            .channel(loops.transport().serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .handler(new AcceptErrors(settings.name(), services.counters()))
            .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, new FrameSizes())
            .childHandler(new Welcoming());
    if (loops.transport() != Transport.IO_URING) {
      bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReadSizes());
    }
    settings.knobs().apply(bootstrap, loops.transport());
    ChannelFuture bound = bootstrap.bind(settings.address()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IllegalStateException(
          "listener '"
              + settings.name()
              + "' cannot listen on "
              + BindFailure.sentence(settings.address(), bound.cause()),
          bound.cause());
    }
    this.server = bound.channel();
  }

  /** Where it listens, with the port that was taken. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  /** The options of the kernel in force, beside its defaults. */
  public List<TcpKnobs.Effective> effectiveOptions() {
    return TcpKnobs.effective(server);
  }

  /** Other limits and another login policy, for connections that come from now on. */
  public void change(TcpSettings next) {
    lobby = Lobby.of(next, services, strangers);
  }

  /** Accepts no more; what was accepted stays. */
  @Override
  public void close() {
    server.close().awaitUninterruptibly(Duration.ofSeconds(5).toMillis());
  }

  /** Sends away all that have not logged in, each with a farewell of its own. */
  public void turnAway(Disconnect disconnect, Function<String, Farewell> farewells) {
    strangers.forEach(
        stranger -> stranger.close(disconnect, farewells.apply(lobby.settings().name())));
  }

  /** Makes a {@link Guest} of every channel that was accepted. */
  private final class Welcoming extends ChannelInitializer<Channel> {
    /* One for all channels, which know where their peer is as long as they live. */
    private final ChannelFutureListener leaving = closed -> left(closed.channel());

    @Override
    protected void initChannel(Channel channel) {
      Lobby lobby = TcpListener.this.lobby;
      TransportCounters counters = services.counters();
      counters.accepted.increment();
      int open = counters.opened();
      ConnectionBounds.Verdict verdict = Sources.accepted(channel, lobby, open);
      channel.closeFuture().addListener(leaving);
      if (verdict == ConnectionBounds.Verdict.CUT) {
        counters.overflowCuts.increment();
        Leave.atOnce(channel);
        return;
      }
      channel.config().setWriteBufferWaterMark(lobby.waterMark());
      Guest guest = welcome(channel, lobby);
      if (verdict != ConnectionBounds.Verdict.STAYS) {
        Sources.refuse(verdict, channel, lobby, guest);
        return;
      }
      // It is among the strangers already, so a drain that begins now finds it there.
      services
          .drain()
          .newcomer(lobby.settings().name())
          .ifPresent(farewell -> guest.close(Drain.disconnect(), farewell));
    }

    private Guest welcome(Channel channel, Lobby lobby) {
      Guest guest = protocol.welcome(channel, lobby);
      if (lobby.settings().proxies().sendHeader() && PeerAddress.isTold(channel)) {
        ProxyHeader.expect(channel, lobby, guest);
      }
      return guest;
    }

    private void left(Channel channel) {
      Sources.left(channel, services.bounds());
      services.counters().closed();
    }
  }
}
