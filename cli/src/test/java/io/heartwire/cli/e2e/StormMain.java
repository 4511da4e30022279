package io.heartwire.cli.e2e;

import io.heartwire.cli.demo.Commands;
import io.heartwire.cli.demo.EventPrinter;
import io.heartwire.cli.demo.StallWatch;
import io.heartwire.client.ClientGroup;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A process full of clients that come back. Commands come in on standard input, one a line:
 *
 * <pre>
 *   obeys COUNT PORT      HeartwireClients
 *   hammers COUNT PORT    clients that come every second, whatever they are told
 *   backs-off COUNT PORT  clients with plain exponential back-off, whatever they are told
 *   begin NANOS           counts logins from this moment on
 *   report                → report logins N attempts N stall-ms N times 10MS:COUNT,…
 * </pre>
 */
final class StormMain {
  private static final int SOURCES = 50;
  private static final int IN_A_BREATH = 40;

  private final EventPrinter out = new EventPrinter(System.out);
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final ClientGroup group =
      ClientGroup.builder()
          .eventLoopGroup(loops, EpollSocketChannel.class)
          .callbacks(Runnable::run)
          .build();
  private final StallWatch stalls = new StallWatch(loops, System::nanoTime);
  private final StormLogins logins = new StormLogins();

  private StormMain() {}

  /** See above. */
  public static void main(String[] args) throws IOException {
    new StormMain().run();
  }

  private void run() throws IOException {
    out.print("ready");
    Commands.each(line -> obey(line.split(" ", -1)));
    System.exit(0);
  }

  private void obey(String[] words) throws IOException {
    switch (words[0]) {
      case "begin" -> {
        logins.begin(Long.parseLong(words[1]));
        stalls.reset();
        out.print("begun");
      }
      case "report" ->
          out.print(
              "report logins "
                  + logins.count()
                  + " attempts "
                  + logins.attempts()
                  + " stall-ms "
                  + stalls.worstMs()
                  + " times "
                  + logins.text());
      default -> start(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    }
  }

  private void start(String manner, int count, int port) throws IOException {
    for (int i = 0; i < count; i++) {
      if (i % IN_A_BREATH == 0) {
        Await.elapse(Duration.ofMillis(10));
      }
      InetAddress source = InetAddress.getByName("127.0.1." + (1 + i % SOURCES));
      if (manner.equals("obeys")) {
        sdk(manner + "-" + i, source, port);
      } else {
        Bootstrap bootstrap =
            new Bootstrap()
                .group(loops)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .localAddress(source, 0);
        new ReturningClient(
                manner + "-" + i,
                manner.equals("hammers"),
                bootstrap,
                new InetSocketAddress("127.0.0.1", port),
                logins)
            .start();
      }
    }
    out.print("started " + count);
  }

  private void sdk(String id, InetAddress source, int port) {
    HeartwireClient.builder("127.0.0.1:" + port)
        .clientId(id)
        .localAddress(source)
        .group(group)
        .onState(
            state -> {
              if (state instanceof ClientState.Connecting) {
                logins.attempted();
              } else if (state instanceof ClientState.Online) {
                logins.loggedIn();
              }
            })
        .connect();
  }
}
