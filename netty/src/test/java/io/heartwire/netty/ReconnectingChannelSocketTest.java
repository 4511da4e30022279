package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.reconnect.Attempt;
import io.heartwire.core.reconnect.Backoff;
import io.heartwire.core.reconnect.Ending;
import io.heartwire.core.reconnect.ReconnectPolicy;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets on the loopback interface. */
class ReconnectingChannelSocketTest {
  private static final Disconnect BY_USER = Disconnect.of(DisconnectReason.CLOSED_BY_USER, "");
  private static final ReconnectPolicy EAGER =
      ReconnectPolicy.standard()
          .withStartSpread(Duration.ZERO)
          .withFirstSpread(Duration.ofMillis(20))
          .withBackoff(new Backoff.Uniform(Duration.ofMillis(5), Duration.ofMillis(30)))
          .withAttemptsPerMinute(600);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandler());
  private final Events events = new Events();

  @AfterEach
  void shutDown() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void tellsAResetFromAnOrderlyClose() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      ReconnectingChannel client = client("localhost:" + server.getLocalPort());
      client.start();
      Socket first = server.accept();
      events.await("online");
      first.setSoLinger(true, 0);
      first.close();
      assertThat(events.await("ended")).isEqualTo("ended RESET");
      Socket second = server.accept();
      second.close();
      assertThat(events.await("ended")).isEqualTo("ended FIN");
      server.accept().close();
      client.close(BY_USER).syncUninterruptibly();
      assertThat(events.await("stopped")).isEqualTo("stopped CLOSED_BY_USER");
    }
  }

  // trap 44
  @Test
  void findsTheServerBehindASocketThatDoesNotAnswer() throws Exception {
    List<Socket> fillers = new ArrayList<>();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    // A full accept queue drops what knocks: the nearest thing to a black hole on one machine.
    try (ServerSocket full = new ServerSocket(0, 1, loopback);
        ServerSocket server = new ServerSocket(0, 50, loopback)) {
      for (int i = 0; i < 4; i++) {
        Socket filler = new Socket();
        fillers.add(filler);
        try {
          filler.connect(full.getLocalSocketAddress(), 50);
        } catch (IOException e) {
          break;
        }
      }
      for (int i = 0; i < 6; i++) {
        ReconnectingChannel client =
            client("127.0.0.1:" + full.getLocalPort(), "127.0.0.1:" + server.getLocalPort());
        client.start();
        events.await("online");
        server.accept();
        client.close(BY_USER).syncUninterruptibly();
      }
    } finally {
      for (Socket filler : fillers) {
        filler.close();
      }
    }
  }

  private ReconnectingChannel client(String... endpoints) {
    Bootstrap bootstrap =
        new Bootstrap().group(group).channel(Transport.best().channel()).handler(new Nothing());
    ReconnectingChannel client =
        ReconnectingChannel.builder(bootstrap, EndpointSource.of(endpoints), events)
            .policy(EAGER)
            .build();
    events.client = client;
    return client;
  }

  @Sharable
  private static final class Nothing extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
  }

  private static final class Events implements ReconnectListener {
    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
    private volatile ReconnectingChannel client;

    String await(String prefix) throws InterruptedException {
      while (true) {
        String event = happened.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("an event that begins with %s within 30 s", prefix).isNotNull();
        if (event.startsWith(prefix)) {
          return event;
        }
      }
    }

    @Override
    public void waiting(Duration delay, Attempt.Because because) {
      happened.add("waiting " + because);
    }

    @Override
    public void connected(Channel channel) {
      client.accepted(channel);
    }

    @Override
    public void online(Channel channel) {
      happened.add("online");
    }

    @Override
    public void ended(Ending ending) {
      happened.add("ended " + ending.why().reason());
    }

    @Override
    public void stopped(Disconnect why, boolean credentialWanted) {
      happened.add("stopped " + why.reason());
    }
  }
}
