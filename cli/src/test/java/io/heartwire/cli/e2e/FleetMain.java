package io.heartwire.cli.e2e;

import io.heartwire.cli.demo.ClientEnd;
import io.heartwire.cli.demo.Commands;
import io.heartwire.cli.demo.EventPrinter;
import io.heartwire.cli.demo.OurClient;
import io.heartwire.cli.demo.StallWatch;
import io.heartwire.client.ClientGroup;
import io.heartwire.core.reconnect.ReconnectPolicy;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process full of clients. Commands come in on standard input, one a line; the log goes out:
 *
 * <pre>
 *   real GROUP COUNT INTERVAL_MS HOST:PORT,…     HeartwireClients, which come back
 *   raw GROUP COUNT INTERVAL_MS HOST PORT        clients of hand-made bytes, which do not
 *   silence GROUP                                raw clients say nothing any more
 *   send GROUP TYPE TEXT                         the first raw client of the group sends a message
 *   watch                                        forgets own stalls so far
 *   report GROUP                                 → report GROUP logins N online N stall-ms N
 * </pre>
 */
final class FleetMain {
  /** No more logins under way than this: the test is not about storms. */
  private static final int LOGINS_AT_ONCE = 100;

  /** So many, then a breath of 10 ms: 1,000 logins a second at most. */
  private static final int LOGINS_IN_A_BREATH = 10;

  private static final int LOOPBACK_SOURCES = 20;

  private final EventPrinter out = new EventPrinter(System.out);
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final ClientGroup clientGroup =
      ClientGroup.builder().eventLoopGroup(loops, EpollSocketChannel.class).build();
  private final StallWatch stalls = new StallWatch(loops, System::nanoTime);
  private final Map<String, Group> groups = new ConcurrentHashMap<>();

  private FleetMain() {}

  private static final class Group {
    final List<RawClient> raw = new CopyOnWriteArrayList<>();
    final AtomicInteger logins = new AtomicInteger();
    final AtomicInteger ends = new AtomicInteger();
  }

  /** See above. */
  public static void main(String[] args) throws IOException {
    new FleetMain().run();
  }

  private void run() throws IOException {
    out.print("ready");
    Commands.each(line -> obey(line.split(" ", -1)));
    System.exit(0);
  }

  private void obey(String[] words) {
    Group group = words.length > 1 ? group(words[1]) : new Group();
    switch (words[0]) {
      case "raw" -> {
        startRaw(words[1], Integer.parseInt(words[2]), Long.parseLong(words[3]), address(words));
        out.print("started " + words[1]);
      }
      case "real" -> {
        startReal(words[1], Integer.parseInt(words[2]), Long.parseLong(words[3]), words[4]);
        out.print("started " + words[1]);
      }
      case "silence" -> {
        group.raw.forEach(RawClient::silence);
        out.print("silenced " + words[1] + " " + System.nanoTime());
      }
      case "send" -> group.raw.get(0).send(words[2], words[3]);
      case "watch" -> stalls.reset();
      case "report" ->
          out.print(
              "report "
                  + words[1]
                  + " logins "
                  + group.logins
                  + " online "
                  + (group.logins.get() - group.ends.get())
                  + " stall-ms "
                  + stalls.worstMs());
      default -> throw new IllegalArgumentException("unknown command: " + String.join(" ", words));
    }
  }

  private static InetSocketAddress address(String[] words) {
    return new InetSocketAddress(words[4], Integer.parseInt(words[5]));
  }

  private Group group(String name) {
    return groups.computeIfAbsent(name, ignored -> new Group());
  }

  private void startReal(String name, int count, long intervalMs, String endpoints) {
    Group group = group(name);
    String[] servers = endpoints.split(",", -1);
    for (int i = 0; i < count; i++) {
      awaitTurn(name, group, i);
      new OurClient(
              name + "-" + i,
              System::nanoTime,
              group.logins::incrementAndGet,
              end -> ended(name, group, end))
          .connect(
              servers[i % servers.length],
              Duration.ofMillis(intervalMs),
              ReconnectPolicy.standard(),
              clientGroup);
    }
  }

  private static void awaitTurn(String name, Group group, int begun) {
    if (begun % LOGINS_IN_A_BREATH == 0) {
      Await.elapse(Duration.ofMillis(10));
    }
    Await.until(
        Duration.ofSeconds(60),
        () -> group.logins + " of " + begun + " " + name + " logged in",
        () -> begun - group.logins.get() < LOGINS_AT_ONCE);
  }

  private void ended(String name, Group group, ClientEnd end) {
    group.ends.incrementAndGet();
    out.print(end.line(name));
  }

  private void startRaw(String name, int count, long intervalMs, InetSocketAddress server) {
    Group group = group(name);
    boolean loopback = server.getAddress().isLoopbackAddress();
    for (int i = 0; i < count; i++) {
      awaitTurn(name, group, i);
      RawClient client =
          new RawClient(
              name + "-" + i,
              intervalMs,
              ignored -> group.logins.incrementAndGet(),
              end -> ended(name, group, end));
      group.raw.add(client);
      connect(client, server, loopback ? "127.0.0." + (2 + i % LOOPBACK_SOURCES) : null);
    }
  }

  private void connect(RawClient client, InetSocketAddress server, String source) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel ch) {
                    ch.pipeline().addLast(new HandMadeSplitter(), client);
                  }
                });
    if (source != null) {
      bootstrap.localAddress(source, 0);
    }
    bootstrap
        .connect(server)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                out.print("failed " + connected.cause());
              }
            });
  }
}
