package io.heartwire.cli.faults;

import io.heartwire.cli.demo.ClientEnd;
import io.heartwire.cli.demo.Commands;
import io.heartwire.cli.demo.EventPrinter;
import io.heartwire.cli.demo.OurClient;
import io.heartwire.cli.demo.QuietLog;
import io.heartwire.client.ClientGroup;
import io.heartwire.client.HeartwireClient;
import io.heartwire.client.HeartwireClientBuilder;
import io.heartwire.core.reconnect.Backoff;
import io.heartwire.core.reconnect.ReconnectPolicy;
import io.heartwire.netty.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Some of the clients, in a process of their own. Arguments: the gateway's {@code host:port}, what
 * their ids begin with, how many, their interval in ms, their versions separated by commas, and the
 * number of networks to spread over. Commands come in on standard input:
 *
 * <pre>
 *   start MS              they log in, spread over so many ms
 *   login CREDENTIAL      one more client logs in
 *   send N TYPE BODY      the first N each send a message
 *   all TYPE BODY         each sends a message
 *   rate N TYPE BODY      N messages a second from now on, one client after the other; 0 ends it
 *   silence               all stop sending
 *   sip                   all read slowly from now on
 *   figures               answers figures ONLINE LOGINS LIVING-LOST LOST LEFT
 * </pre>
 *
 * It ends when its standard input does.
 */
final class CrowdMain {
  /** Comes back sooner than clients do by default, so that a run is over sooner. */
  private static final ReconnectPolicy SOON =
      ReconnectPolicy.standard()
          .withBackoff(new Backoff.Decorrelated(Duration.ofSeconds(1), Duration.ofSeconds(8)))
          .withAttemptsPerMinute(30);

  private static final long TICK_MS = 10;
  private static final int MS_A_SECOND = 1_000;

  private final EventPrinter out = new EventPrinter(System.out);
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("crowd", true), Transport.best().ioHandler());
  private final ClientGroup group =
      ClientGroup.builder().eventLoopGroup(loops, Transport.best().channel()).build();
  private final List<OurClient> clients = new ArrayList<>();
  private final Map<Channel, CrowdChannel> channels = new ConcurrentHashMap<>();
  private final AtomicInteger online = new AtomicInteger();
  private final AtomicInteger logins = new AtomicInteger();
  private final AtomicInteger livingLost = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();
  private final String[] args;
  private final long intervalMs;
  private volatile Traffic traffic = Traffic.NONE;
  private long due;
  private int turn;

  private CrowdMain(String[] args) {
    this.args = args;
    this.intervalMs = Long.parseLong(args[3]);
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      clients.add(client(args[1] + i));
    }
    loops.next().scheduleAtFixedRate(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  private record Traffic(int rate, String type, String body) {
    static final Traffic NONE = new Traffic(0, "", "");
  }

  /** See above. */
  public static void main(String[] args) throws IOException {
    QuietLog.install();
    var crowd = new CrowdMain(args);
    crowd.out.print("ready");
    Commands.each(line -> crowd.obey(line.split(" ", 4), line));
    Runtime.getRuntime().halt(0);
  }

  private void obey(String[] words, String line) throws UnknownHostException {
    switch (words[0]) {
      case "start" -> start(Long.parseLong(words[1]));
      case "login" -> login(line.substring("login ".length()));
      case "send" ->
          clients
              .subList(0, Integer.parseInt(words[1]))
              .forEach(client -> client.send(words[2], words[3]));
      case "all" -> clients.forEach(client -> client.send(words[1], words[2]));
      case "rate" -> traffic = new Traffic(Integer.parseInt(words[1]), words[2], words[3]);
      case "silence" ->
          channels.forEach((channel, tap) -> channel.eventLoop().execute(tap::fallSilent));
      case "sip" ->
          channels
              .keySet()
              .forEach(
                  channel -> channel.eventLoop().execute(() -> CrowdChannel.readSlowly(channel)));
      case "figures" ->
          out.print(
              "figures " + online + " " + logins + " " + livingLost + " " + lost + " " + left);
      default -> throw new IllegalArgumentException("unknown command: " + line);
    }
  }

  private OurClient client(String id) {
    return new OurClient(id, System::nanoTime, this::cameOnline, this::ended);
  }

  private void cameOnline() {
    online.incrementAndGet();
    logins.incrementAndGet();
  }

  private void ended(ClientEnd end) {
    online.decrementAndGet();
    if (!end.closedByServer()) {
      left.incrementAndGet();
      return;
    }
    lost.incrementAndGet();
    if (end.living(intervalMs)) {
      livingLost.incrementAndGet();
    }
  }

  private void start(long rampMs) throws UnknownHostException {
    String[] versions = args[4].split(",", -1);
    int networks = Integer.parseInt(args[5]);
    for (int i = 0; i < clients.size(); i++) {
      OurClient client = clients.get(i);
      HeartwireClientBuilder builder =
          settings()
              .version(versions[i % versions.length])
              .localAddress(InetAddress.getByName(FaultNet.clientAddress(1 + i % networks)));
      loops
          .next()
          .schedule(
              () -> client.connect(builder, this::tap),
              rampMs * i / clients.size(),
              TimeUnit.MILLISECONDS);
    }
  }

  private HeartwireClientBuilder settings() {
    return HeartwireClient.builder(args[0])
        .interval(Duration.ofMillis(intervalMs))
        .reconnect(SOON)
        .group(group);
  }

  private void login(String credential) {
    client(args[1] + "late").connect(settings().credential(credential), this::tap);
  }

  private void tap(Channel channel) {
    var tap = new CrowdChannel();
    channel.pipeline().addFirst(tap);
    channels.put(channel, tap);
    channel.closeFuture().addListener(closed -> channels.remove(channel));
  }

  /** Sends what is due by now. */
  private void tick() {
    Traffic now = traffic;
    due += now.rate() * TICK_MS;
    while (due >= MS_A_SECOND) {
      due -= MS_A_SECOND;
      clients.get(turn++ % clients.size()).send(now.type(), now.body());
    }
  }
}
