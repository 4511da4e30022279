package io.heartwire.netty;

import io.heartwire.core.reconnect.Endpoint;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Finds the addresses of an endpoint, before each attempt to connect.
 *
 * <p>Called on an event loop: an implementation must not block, but may complete its answer later,
 * on any thread. One may be shared by any number of clients.
 */
@FunctionalInterface
public interface HostLookup {
  /** The addresses of {@code endpoint} now, resolved. */
  CompletionStage<List<SocketAddress>> addresses(Endpoint endpoint);

  /**
   * The JDK's look-up, which blocks, on {@code executor}. Literal addresses are answered at once,
   * without it. The JDK itself remembers answers for a while ({@code networkaddress.cache.ttl}).
   */
  static HostLookup on(Executor executor) {
    return endpoint -> {
      byte[] literal = NetUtil.createByteArrayFromIpAddressString(endpoint.host());
      if (literal != null) {
        return CompletableFuture.completedStage(List.of(literal(literal, endpoint.port())));
      }
      try {
        return CompletableFuture.supplyAsync(() -> blocking(endpoint), executor);
      } catch (RejectedExecutionException e) {
        return CompletableFuture.failedStage(e);
      }
    };
  }

  /**
   * The JDK's look-up on at most two daemon threads of its own, which end when idle for 10 s. No
   * more than 256 look-ups wait; further ones fail.
   */
  static HostLookup onOwnThreads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            2,
            2,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(256),
            new DefaultThreadFactory("heartwire-lookup", true));
    threads.allowCoreThreadTimeOut(true);
    return on(threads);
  }

  private static SocketAddress literal(byte[] address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are an address", e);
    }
  }

  private static List<SocketAddress> blocking(Endpoint endpoint) {
    try {
      List<SocketAddress> addresses = new ArrayList<>();
      for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
        addresses.add(new InetSocketAddress(address, endpoint.port()));
      }
      return addresses;
    } catch (UnknownHostException e) {
      throw new CompletionException(e);
    }
  }
}
