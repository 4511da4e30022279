package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a node itself before it is counted as dead: its lease may have ended because Redis was
 * slow for it. Whoever answers has the time of a second lease, and not longer: it writes nothing
 * meanwhile, and its clients are to be announced.
 *
 * <p>NOT thread safe: the thread of the engine owns it. The looking is done on a thread of its own,
 * one node after the other; {@value #MOST_WAITING} may wait for it, beyond which a node is not
 * looked at.
 */
final class SecondLook implements AutoCloseable {
  /** The fact that says where a node can be looked at: {@code HOST:PORT}, or {@code :PORT}. */
  static final String DOOR = "door";

  /** The fact that says which host that is, if the door is at all addresses of it. */
  static final String HOST = "host";

  private static final Logger LOG = LoggerFactory.getLogger(SecondLook.class);
  private static final int MOST_WAITING = 100;
  private static final int PATIENCE_MS = 1_000;
  // Longer than a frame that it might be taken for: whatever door this is, it has an answer.
  private static final byte[] REQUEST =
      """
      GET /healthz HTTP/1.1\r
      Host: heartwire\r
      User-Agent: heartwire-second-look\r
      Connection: close\r
      \r
      """
          .getBytes(StandardCharsets.US_ASCII);

  private final Supplier<List<Peer>> live;
  private final NanoClock clock;
  private final Duration lease;
  private final ThreadPoolExecutor thread;

  /** Where those were who lived lately. */
  private final Map<String, String> doors = new HashMap<>();

  private final Map<String, Suspect> suspects = new HashMap<>();

  private static final class Suspect {
    final long sinceNanos;
    final CompletableFuture<Boolean> answered;
    boolean told;

    Suspect(long sinceNanos, CompletableFuture<Boolean> answered) {
      this.sinceNanos = sinceNanos;
      this.answered = answered;
    }
  }

  /**
   * For those who are {@code live}, by their cards.
   *
   * @param lease so long whoever answers may take to renew its own
   */
  SecondLook(Supplier<List<Peer>> live, NanoClock clock, Duration lease, ThreadFactory threads) {
    this.live = live;
    this.clock = clock;
    this.lease = lease;
    this.thread =
        new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MOST_WAITING), threads);
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * {@code known} are all nodes that are not counted as dead, {@code silent} those without a lease.
   */
  void see(Collection<String> known, Collection<String> silent) {
    live.get().forEach(peer -> doors.put(peer.node(), door(peer)));
    doors.keySet().retainAll(known);
    suspects.keySet().retainAll(silent);
  }

  private static String door(Peer peer) {
    String door = peer.fact(DOOR);
    return door.startsWith(":") ? peer.fact(HOST) + door : door;
  }

  /** Whether {@code node}, whose lease has ended, is to be counted as dead now. */
  boolean isDead(String node) {
    String door = doors.getOrDefault(node, "");
    Suspect suspect =
        suspects.computeIfAbsent(node, it -> new Suspect(clock.nanoTime(), look(door)));
    if (!suspect.answered.getNow(false)) {
      return suspect.answered.isDone();
    }
    boolean over = clock.nanoTime() - suspect.sinceNanos >= lease.toNanos();
    if (!suspect.told || over) {
      suspect.told = true;
      LOG.warn(
          over
              ? "node {} answers at {}, and has not renewed its lease for another {} ms: it is counted"
                  + " as dead; look at its way to Redis"
              : "the lease of node {} has ended, though it answers at {}: it has another {} ms to"
                  + " renew it; look at its way to Redis",
          node,
          door,
          lease.toMillis());
    }
    return over;
  }

  /** Whether {@code node} was looked at, and has answered; for tests. */
  boolean answered(String node) {
    Suspect suspect = suspects.get(node);
    return suspect != null && suspect.answered.getNow(false);
  }

  private CompletableFuture<Boolean> look(String door) {
    CompletableFuture<Boolean> answered = new CompletableFuture<>();
    int colon = door.lastIndexOf(':');
    if (colon <= 0) {
      answered.complete(false);
      return answered;
    }
    try {
      thread.execute(() -> answered.complete(answers(door, colon)));
    } catch (RejectedExecutionException e) {
      LOG.warn("there are too many nodes to look at: {} is not", door);
      answered.complete(false);
    }
    return answered;
  }

  private static boolean answers(String door, int colon) {
    try (Socket socket = new Socket()) {
      int port = Integer.parseInt(door.substring(colon + 1));
      socket.connect(new InetSocketAddress(door.substring(0, colon), port), PATIENCE_MS);
      return saysAnything(socket);
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("{} cannot be reached", door, e);
      return false;
    }
  }

  /*
   * The kernel of a frozen process accepts connections, and acknowledges what is sent. What it cannot do
   * is answer, or hang up.
   */
  private static boolean saysAnything(Socket socket) {
    try {
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write(REQUEST);
      LOG.debug("{} answers {}", socket, socket.getInputStream().read());
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      LOG.debug("{} has hung up", socket, e);
      return true;
    }
  }

  /** The address of this host by which {@code host} is reached; empty if that is not known. */
  static String here(String host, int port) {
    try (DatagramSocket nothingIsSent = new DatagramSocket()) {
      nothingIsSent.connect(new InetSocketAddress(host, port));
      String here = nothingIsSent.getLocalAddress().getHostAddress();
      return here.contains(":") ? "[" + here + "]" : here;
    } catch (SocketException | UncheckedIOException | IllegalArgumentException e) {
      LOG.debug("the way to {} is not known", host, e);
      return "";
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
