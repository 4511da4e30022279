package io.heartwire.cli.demo;

import io.heartwire.client.ClientGroup;
import io.heartwire.core.reconnect.ReconnectPolicy;
import io.heartwire.netty.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * All clients of the demonstration, in a process of their own. Arguments: interval ms, longest wait
 * for a login ms, how many of each side can be hung. Commands come in on standard input, the log
 * goes out:
 *
 * <pre>
 *   ours COUNT PORT     starts HeartwireClients named ours-0, ours-1, ...
 *   plain COUNT PORT    starts plain clients named plain-0, plain-1, ...
 *   block MS            the first client of each side sends the message that blocks
 *   hang, thaw          the last clients of each side stop altogether, and go on
 *   mark                answers mark NANOS STALL: now, and the longest stall since the last mark
 * </pre>
 *
 * It prints {@code online SIDE CLIENT NANOS} and the lines of {@link ClientEnd}, and ends when its
 * standard input does.
 */
final class DemoClients {
  /** So many begin their login every {@value #BREATH_MS} ms. */
  private static final int LOGINS_IN_A_BREATH = 10;

  private static final int BREATH_MS = 10;

  private final EventPrinter out = new EventPrinter(System.out);
  private final EventLoopGroup loops = loop("clients");
  private final EventLoopGroup hangable = loop("clients-hangable");
  private final ClientGroup group = group(loops);
  private final ClientGroup hangableGroup = group(hangable);
  private final StallWatch stalls = new StallWatch(loops, System::nanoTime);
  private final Map<String, List<BiConsumer<String, String>>> senders = new ConcurrentHashMap<>();
  private final PlainClient.Times times;
  private final int hangCount;
  private volatile CountDownLatch thaw = new CountDownLatch(1);

  private DemoClients(PlainClient.Times times, int hangCount) {
    this.times = times;
    this.hangCount = hangCount;
  }

  /** See above. */
  public static void main(String[] args) throws IOException {
    QuietLog.install();
    new DemoClients(
            new PlainClient.Times(
                Duration.ofMillis(Long.parseLong(args[0])),
                Duration.ofMillis(Long.parseLong(args[1]))),
            Integer.parseInt(args[2]))
        .run();
  }

  private static EventLoopGroup loop(String name) {
    return new MultiThreadIoEventLoopGroup(
        1, new DefaultThreadFactory(name, true), Transport.best().ioHandler());
  }

  private static ClientGroup group(EventLoopGroup loops) {
    return ClientGroup.builder().eventLoopGroup(loops, Transport.best().channel()).build();
  }

  private void run() throws IOException {
    out.print("ready");
    Commands.each(line -> obey(line.split(" ", -1)));
    Runtime.getRuntime().halt(0);
  }

  private void obey(String[] words) {
    switch (words[0]) {
      case "ours", "plain" ->
          start(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "block" ->
          senders.values().forEach(side -> side.get(0).accept(Blocking.MESSAGE_TYPE, words[1]));
      case "hang" -> hangable.forEach(loop -> loop.execute(this::hang));
      case "thaw" -> {
        thaw.countDown();
        thaw = new CountDownLatch(1);
      }
      case "mark" -> {
        out.print("mark " + System.nanoTime() + " " + stalls.worstMs());
        stalls.reset();
      }
      default -> throw new IllegalArgumentException("unknown command: " + String.join(" ", words));
    }
  }

  private void hang() {
    try {
      thaw.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(String side, int count, int port) {
    List<BiConsumer<String, String>> started = new CopyOnWriteArrayList<>();
    senders.put(side, started);
    for (int i = 0; i < count; i++) {
      int number = i;
      boolean hangs = i >= count - hangCount;
      loops
          .next()
          .schedule(
              () ->
                  started.add(
                      side.equals("ours") ? ours(number, port, hangs) : plain(number, port, hangs)),
              (long) i / LOGINS_IN_A_BREATH * BREATH_MS,
              TimeUnit.MILLISECONDS);
    }
  }

  private BiConsumer<String, String> ours(int number, int port, boolean hangs) {
    String id = "ours-" + number;
    OurClient client =
        new OurClient(
            id, System::nanoTime, () -> online("ours", id), end -> out.print(end.line("ours")));
    ReconnectPolicy.Timeouts standard = ReconnectPolicy.standard().timeouts();
    ReconnectPolicy policy =
        ReconnectPolicy.standard()
            .withStartSpread(Duration.ZERO)
            .withTimeouts(
                new ReconnectPolicy.Timeouts(
                    standard.endpoints(), standard.race(), standard.connect(), times.login()));
    client.connect("127.0.0.1:" + port, times.interval(), policy, hangs ? hangableGroup : group);
    return client::send;
  }

  private BiConsumer<String, String> plain(int number, int port, boolean hangs) {
    String id = "plain-" + number;
    PlainClient client =
        new PlainClient(
            id,
            times,
            System::nanoTime,
            () -> online("plain", id),
            end -> out.print(end.line("plain")));
    client.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), hangs ? hangable : loops);
    return (type, text) -> client.send(PlainServer.BLOCK + text);
  }

  private void online(String side, String id) {
    out.print(Return.online(side, id, System.nanoTime()));
  }
}
