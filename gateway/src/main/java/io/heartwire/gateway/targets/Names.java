package io.heartwire.gateway.targets;

import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Resolves names on threads of its own, since a name server that hangs holds whoever asks. A name
 * that resolved once keeps its address while it does not resolve. Thread safe.
 *
 * <p>Bound: {@value #MOST_REMEMBERED} names are remembered.
 */
final class Names implements AutoCloseable {
  private static final int MOST_ASKED = 4;
  private static final int MOST_WAITING = 256;
  private static final int MOST_REMEMBERED = 8_192;
  private static final Pattern LITERAL =
      Pattern.compile("[0-9.]+|[0-9A-Fa-f.]*:[0-9A-Fa-f:.%a-z]*");

  private final ThreadPoolExecutor asking;
  private final Map<String, InetAddress> remembered = new ConcurrentHashMap<>();
  private final Resolver resolver;

  /** Asks a name server; blocks. */
  @FunctionalInterface
  interface Resolver {
    InetAddress resolve(String host) throws UnknownHostException;
  }

  Names(Resolver resolver, ThreadFactory threads) {
    this.resolver = resolver;
    this.asking = TargetThreads.pool(MOST_ASKED, MOST_WAITING, threads);
  }

  /**
   * The address of {@code host}.
   *
   * @throws CannotLookException if nobody says: that is no evidence against the host
   */
  InetAddress resolve(String host, Deadline deadline)
      throws CannotLookException, InterruptedException {
    try {
      if (LITERAL.matcher(host).matches()) {
        return InetAddress.getByName(host);
      }
      InetAddress found = ask(host, deadline);
      if (remembered.size() < MOST_REMEMBERED) {
        remembered.put(host, found);
      }
      return found;
    } catch (UnknownHostException | SocketTimeoutException e) {
      InetAddress before = remembered.get(host);
      if (before != null) {
        return before;
      }
      throw new CannotLookException(
          "the name "
              + host
              + " does not resolve ("
              + (e instanceof UnknownHostException ? "unknown" : "the name server is slow")
              + "): correct it, or write an address");
    }
  }

  private InetAddress ask(String host, Deadline deadline)
      throws UnknownHostException, SocketTimeoutException, InterruptedException {
    Future<InetAddress> answer;
    try {
      answer = asking.submit(() -> resolver.resolve(host));
    } catch (RejectedExecutionException e) {
      throw new SocketTimeoutException(MOST_WAITING + " other names wait");
    }
    try {
      // Half of the time, so that some is left to look with an address of before.
      return answer.get(
          Math.max(1, deadline.leftMs("the address of " + host) / 2), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException(host);
    } catch (ExecutionException e) {
      throw new UnknownHostException(host);
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    asking.shutdownNow();
  }
}
