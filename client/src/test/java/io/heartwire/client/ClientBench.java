package io.heartwire.client;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.reconnect.Endpoint;
import io.heartwire.netty.EndpointSource;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;

/** Clients and a fake server on local channels in virtual time. */
abstract class ClientBench {
  final VirtualLoop loop = new VirtualLoop();
  final FakeServer server = new FakeServer();
  final List<ClientState> states = new ArrayList<>();
  final List<String> lookups = new ArrayList<>();

  /** The application's executor: calls wait here until they are run. */
  final Deque<Runnable> callbacks = new ArrayDeque<>();

  private final SplittableRandom seeds = new SplittableRandom(42);
  final ClientGroup group =
      ClientGroup.builder()
          .eventLoopGroup(loop, Clogged.class)
          .lookup(this::lookup)
          .callbacks(callbacks::add)
          .wallClock(() -> Instant.ofEpochMilli((long) (loop.seconds() * 1_000)))
          .random(seeds::split)
          .build();

  @AfterEach
  void closeServer() {
    Clogged.clogged = false;
    server.close();
    loop.settle();
  }

  void listen() {
    server.listen(loop, LocalServerChannel.class, address("gw"));
    loop.settle();
  }

  HeartwireClientBuilder builder() {
    return builder("device-1");
  }

  HeartwireClientBuilder builder(String id) {
    EndpointSource source = EndpointSource.of(List.of(new Endpoint("gw", 1)));
    return HeartwireClient.builder(source).clientId(id).group(group).onState(states::add);
  }

  /** One that has logged in, if the server lets it. */
  HeartwireClient connected(HeartwireClientBuilder builder) {
    HeartwireClient client = builder.connect();
    advance(Duration.ofMillis(1_100));
    return client;
  }

  /** Lets time pass; the application's calls are run meanwhile. */
  void advance(Duration time) {
    loop.settle();
    runCallbacks();
    for (long ms = 0; ms < time.toMillis(); ms += 10) {
      loop.advance(Duration.ofMillis(10));
      runCallbacks();
    }
  }

  void runCallbacks() {
    for (Runnable call = callbacks.poll(); call != null; call = callbacks.poll()) {
      call.run();
      loop.settle();
    }
  }

  Disconnect why(ClientState state) {
    return state instanceof ClientState.Waiting waiting
        ? waiting.why()
        : ((ClientState.Closed) state).why();
  }

  /** Local addresses belong to the JVM: each test has its own. */
  LocalAddress address(String name) {
    return new LocalAddress(name + "-" + System.identityHashCode(this));
  }

  private CompletionStage<List<SocketAddress>> lookup(Endpoint endpoint) {
    lookups.add(endpoint.host());
    return CompletableFuture.completedStage(List.of(address(endpoint.host())));
  }

  /** A local channel that can stop taking bytes, as a socket does whose peer does not read. */
  public static final class Clogged extends LocalChannel {
    static boolean clogged;

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
      if (!clogged) {
        super.doWrite(in);
      }
    }

    static void unclog(Channel channel) {
      clogged = false;
      channel.flush();
    }
  }
}
