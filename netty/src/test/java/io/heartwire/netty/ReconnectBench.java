package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.reconnect.Attempt;
import io.heartwire.core.reconnect.Ending;
import io.heartwire.core.reconnect.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** Clients and servers on local channels in virtual time. */
abstract class ReconnectBench {
  static final Endpoint A = new Endpoint("a", 1);

  final VirtualLoop loop = new VirtualLoop();
  final Journal journal = new Journal();
  final List<String> connects = new ArrayList<>();
  final List<Channel> listeners = new ArrayList<>();
  final List<Channel> accepted = new ArrayList<>();
  List<Endpoint> endpoints = List.of(A);
  boolean sourceAnswers = true;

  @AfterEach
  void everythingIsClosed() {
    listeners.forEach(Channel::close);
    accepted.forEach(Channel::close);
    loop.settle();
  }

  /** One that has made its first attempt. */
  final ReconnectingChannel started(long seed) {
    ReconnectingChannel client = build(seed);
    journal.client = client;
    client.start();
    loop.advance(Duration.ofMillis(1_300));
    return client;
  }

  final ReconnectingChannel build(long seed) {
    ReconnectingChannel client = build(seed, journal);
    journal.client = client;
    return client;
  }

  final ReconnectingChannel build(long seed, Journal journal) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(Dialling::new)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(journal.counter());
                    journal.handlers.forEach(channel.pipeline()::addLast);
                    journal.handlers.clear();
                  }
                });
    ReconnectingChannel client =
        ReconnectingChannel.builder(
                bootstrap,
                () ->
                    sourceAnswers
                        ? CompletableFuture.completedStage(endpoints)
                        : new CompletableFuture<>(),
                journal)
            .random(new SplittableRandom(seed))
            .lookup(journal::lookup)
            .build();
    journal.client = client;
    return client;
  }

  final void listen(String name) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(LocalServerChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted.add(channel);
                  }
                })
            .bind(new LocalAddress(address(name)));
    loop.settle();
    assertThat(bound.isSuccess()).isTrue();
    listeners.add(bound.channel());
  }

  /** Local addresses belong to the JVM: each test has its own. */
  final String address(String name) {
    return name + "-" + System.identityHashCode(this);
  }

  /** A local channel that can take its time, or for ever. */
  private final class Dialling extends LocalChannel {
    @Override
    public ChannelFuture connect(SocketAddress remote, ChannelPromise promise) {
      String name = ((LocalAddress) remote).id().replaceAll("-[0-9]+$", "");
      connects.add(name);
      if (name.startsWith("black-hole")) {
        Future<?> timeout =
            loop.schedule(
                () -> promise.tryFailure(new ConnectTimeoutException(name)),
                config().getConnectTimeoutMillis(),
                TimeUnit.MILLISECONDS);
        closeFuture()
            .addListener(
                closed -> {
                  timeout.cancel(false);
                  promise.tryFailure(new ConnectTimeoutException(name));
                });
        return promise;
      }
      if (name.equals("slow")) {
        loop.schedule(() -> super.connect(remote, promise), 300, TimeUnit.MILLISECONDS);
        return promise;
      }
      return super.connect(remote, promise);
    }
  }

  final class Journal implements ReconnectListener {
    final List<Channel> online = new ArrayList<>();
    final List<Ending> endings = new ArrayList<>();
    final List<Disconnect> stops = new ArrayList<>();
    final List<String> lookups = new ArrayList<>();
    final List<ChannelInboundHandlerAdapter> handlers = new ArrayList<>();
    boolean acceptsAtOnce = true;
    boolean throwsAlways;
    int activated;
    ReconnectingChannel client;
    Channel current;

    Channel channel() {
      return online.get(online.size() - 1);
    }

    CompletableFuture<List<SocketAddress>> lookup(Endpoint endpoint) {
      lookups.add(endpoint.host());
      return switch (endpoint.host()) {
        case "unanswered" -> new CompletableFuture<>();
        case "unknown" -> CompletableFuture.completedFuture(List.of());
        case "throws" -> throw new IllegalStateException("look-up");
        default -> {
          String name = endpoint.port() == 1 ? endpoint.host() : endpoint.host() + "-2";
          yield CompletableFuture.completedFuture(List.of(new LocalAddress(address(name))));
        }
      };
    }

    ChannelInboundHandlerAdapter counter() {
      return new ChannelInboundHandlerAdapter() {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
          activated++;
          ctx.fireChannelActive();
        }
      };
    }

    @Override
    public void waiting(Duration delay, Attempt.Because because) {
      if (throwsAlways) {
        throw new IllegalStateException("listener");
      }
    }

    @Override
    public void connecting(int number) {
      waiting(Duration.ZERO, Attempt.Because.FIRST);
    }

    @Override
    public void connected(Channel channel) {
      current = channel;
      if (acceptsAtOnce) {
        client.accepted(channel);
      }
      waiting(Duration.ZERO, Attempt.Because.FIRST);
    }

    @Override
    public void online(Channel channel) {
      online.add(channel);
      waiting(Duration.ZERO, Attempt.Because.FIRST);
    }

    @Override
    public void ended(Ending ending) {
      endings.add(ending);
      waiting(Duration.ZERO, Attempt.Because.FIRST);
    }

    @Override
    public void stopped(Disconnect why, boolean credentialWanted) {
      stops.add(why);
    }
  }
}
