package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.client.ClientState.Closed;
import io.heartwire.client.ClientState.Online;
import io.heartwire.client.ClientState.Waiting;
import io.heartwire.core.reconnect.Backoff;
import io.heartwire.core.reconnect.ReconnectPolicy;
import io.heartwire.netty.TcpKnobs;
import io.heartwire.netty.Transport;
import io.heartwire.wire.Bytes;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real sockets on the loopback interface. */
class ClientSocketTest {
  private static final ReconnectPolicy EAGER =
      ReconnectPolicy.standard()
          .withStartSpread(Duration.ZERO)
          .withFirstSpread(Duration.ofMillis(20))
          .withBackoff(new Backoff.Uniform(Duration.ofMillis(5), Duration.ofMillis(30)));

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandler());
  private final FakeServer server = new FakeServer();
  private final BlockingQueue<ClientState> states = new LinkedBlockingQueue<>();

  @BeforeEach
  void listen() throws Exception {
    server
        .listen(loops, Transport.best().serverChannel(), new InetSocketAddress("127.0.0.1", 0))
        .sync();
  }

  @AfterEach
  void shutDown() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"EPOLL", "NIO"})
  void talksOverTcp(Transport transport) throws Exception {
    EventLoopGroup own = new MultiThreadIoEventLoopGroup(1, transport.ioHandler());
    ClientGroup group = ClientGroup.builder().eventLoopGroup(own, transport.channel()).build();
    HeartwireClient client = builder().group(group).connect();
    await(Online.class);
    assertThat(client.deliver("reading", Bytes.utf8("21.5")).toCompletableFuture())
        .succeedsWithin(Duration.ofSeconds(30));
    loops.submit(() -> server.last().close()).sync();
    await(Waiting.class);
    await(Online.class);
    loops
        .submit(
            () ->
                assertThat(server.hellos.get(1).lastDisconnect())
                    .hasValueSatisfying(last -> assertThat(last.networkChanged()).isFalse()))
        .sync();
    client.close();
    await(Closed.class);
    group.close();
    own.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void ownsItsThreadsWithoutAGroupAndEndsThemWhenClosed() throws Exception {
    HeartwireClient client = builder().connect();
    await(Online.class);
    client.close();
    await(Closed.class);
    awaitGoodbye();
    client.close();
  }

  /** The client is closed once its goodbye is on its way: the server may read it later. */
  private void awaitGoodbye() throws Exception {
    long start = System.nanoTime();
    while (loops.submit(() -> server.goodbyes.size()).get() < 1) {
      assertThat(System.nanoTime() - start).as("awaiting the goodbye").isLessThan(5_000_000_000L);
      LockSupport.parkNanos(1_000_000);
    }
  }

  // trap 30
  @Test
  void closesFromWithinACallbackWithoutWaitingForItself() throws Exception {
    List<HeartwireClient> clients = new CopyOnWriteArrayList<>();
    CountDownLatch closed = new CountDownLatch(1);
    clients.add(
        builder()
            .onState(
                state -> {
                  states.add(state);
                  if (state instanceof Online) {
                    clients.get(0).close();
                    closed.countDown();
                  }
                })
            .build());
    clients.get(0).connect();
    assertThat(closed.await(1_500, TimeUnit.MILLISECONDS)).isTrue();
    await(Closed.class);
  }

  @Test
  void limitsTheBackOffOfItsSocket() throws Exception {
    List<Channel> channels = new CopyOnWriteArrayList<>();
    HeartwireClient client = builder().channelInitializer(channels::add).connect();
    await(Online.class);
    if (Transport.best() == Transport.EPOLL) {
      assertThat(TcpKnobs.effective(channels.get(0)))
          .filteredOn(option -> option.option().equals("TCP_USER_TIMEOUT"))
          .extracting(TcpKnobs.Effective::value)
          .containsExactly("225000ms");
      assertThat(TcpKnobs.effective(channels.get(0)))
          .filteredOn(option -> option.option().equals("TCP_RTO_MAX_MS"))
          .extracting(TcpKnobs.Effective::value)
          .containsAnyOf("3000ms", "unsupported");
    }
    client.close();
  }

  @Test
  void findsItsServerByName() throws Exception {
    int port = ((InetSocketAddress) server.address()).getPort();
    HeartwireClient client =
        HeartwireClient.builder("localhost:" + port)
            .clientId("device-1")
            .reconnect(EAGER)
            .onState(states::add)
            .connect();
    await(Online.class);
    client.close();
  }

  private HeartwireClientBuilder builder() {
    int port = ((InetSocketAddress) server.address()).getPort();
    return HeartwireClient.builder("127.0.0.1:" + port)
        .clientId("device-1")
        .reconnect(EAGER)
        .onState(states::add);
  }

  private void await(Class<? extends ClientState> wanted) throws InterruptedException {
    while (true) {
      ClientState state = states.poll(30, TimeUnit.SECONDS);
      assertThat(state).as("%s within 30 s", wanted.getSimpleName()).isNotNull();
      if (wanted.isInstance(state)) {
        return;
      }
    }
  }
}
