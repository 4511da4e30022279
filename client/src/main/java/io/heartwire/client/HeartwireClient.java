package io.heartwire.client;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.netty.EndpointSource;
import io.heartwire.wire.Bytes;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One client of a Heartwire gateway: one device, tab or process that is online while this object
 * is. Thread safe.
 *
 * <p>It connects, logs in, says something at least every interval, notices within seconds when the
 * server is gone, comes back by itself, and says so when it will not. The server's advice is
 * obeyed: a client that was taken over does not fight for its place.
 *
 * <pre>{@code
 * HeartwireClient client =
 *     HeartwireClient.builder("gw-a:7400", "gw-b:7400")
 *         .clientId("device-4711")
 *         .credential("secret")
 *         .onMessage(message -> System.out.println(message.body().toUtf8()))
 *         .onState(state -> System.out.println(state))
 *         .connect();
 * }</pre>
 *
 * <p>The application's code is never called on an event loop, but on the group's executor, in
 * order. Nothing here is static: two clients share only what they are given.
 */
public final class HeartwireClient implements AutoCloseable {
  /** How long {@link #close} waits for the goodbye to leave. */
  public static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

  private static final Disconnect BY_USER =
      Disconnect.of(DisconnectReason.CLOSED_BY_USER, "closed by the application");

  private final ClientLoop loop;

  HeartwireClient(ClientLoop loop) {
    this.loop = loop;
  }

  /** Begins to describe a client; endpoints are {@code host:port} or {@code [IPv6]:port}. */
  public static HeartwireClientBuilder builder(String... endpoints) {
    return builder(EndpointSource.of(endpoints));
  }

  /** Begins to describe a client whose endpoints are asked for before each attempt. */
  public static HeartwireClientBuilder builder(EndpointSource endpoints) {
    return new HeartwireClientBuilder(endpoints);
  }

  /** Begins to connect, and returns at once. Does nothing if it was called before. */
  public void connect() {
    loop.start();
  }

  /** Where it is now. */
  public ClientState state() {
    return loop.state();
  }

  /**
   * Sends a message once, now or as soon as there is a connection; it may be lost with one.
   *
   * @param type at most {@value io.heartwire.wire.Frame.Message#MAX_TYPE_BYTES} bytes of UTF-8
   * @return false if the outbox is full or the client is closed: the message was not taken
   */
  public boolean send(String type, Bytes body) {
    return loop.send(type, body);
  }

  /**
   * Sends a message until the server acknowledges it, over as many connections as it takes, and
   * again where the server had no room for it; the server may see it more than once.
   *
   * @return completes with the acknowledgement; fails with {@link OutboxFullException}, {@link
   *     MessageRefusedException} or {@link ClientClosedException}
   */
  public CompletionStage<Void> deliver(String type, Bytes body) {
    return loop.deliver(type, body);
  }

  /** Asks the status supplier now and sends what it says, without waiting for the next ping. */
  public void reportStatus() {
    loop.reportStatus();
  }

  /**
   * Something happened that makes a check worthwhile: the network changed, the machine woke up. If
   * online, the server is asked at once; if waiting, the next attempt is made within a second,
   * unless the server asked for a longer wait.
   */
  public void wake() {
    loop.wake();
  }

  /**
   * Uses {@code credential} from the next login on, and goes on if the client stopped for want of
   * it.
   */
  public void credential(String credential) {
    loop.credential(credential);
  }

  /** What it has counted. */
  public ClientCounters counters() {
    return loop.counters();
  }

  /**
   * Says goodbye and closes for good; returns when that is done, after {@link #CLOSE_WAIT} at most.
   * On an event loop it does not wait.
   */
  @Override
  public void close() {
    loop.close(BY_USER);
    if (loop.inEventLoop()) {
      return;
    }
    try {
      loop.closed().get(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Closing goes on without us: the bound is the promise.
      return;
    }
  }

  /** {@link #close} without waiting; completes when the connection is closed. */
  public CompletionStage<Void> closeAsync() {
    return loop.close(BY_USER);
  }
}
