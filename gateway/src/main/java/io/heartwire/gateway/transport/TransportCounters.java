package io.heartwire.gateway.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What happens at the doors and is not the end of a connection. Thread safe. */
public final class TransportCounters {
  final LongAdder accepted = new LongAdder();
  final LongAdder acceptErrors = new LongAdder();
  final LongAdder unknownFrames = new LongAdder();
  final LongAdder statusChanges = new LongAdder();
  final LongAdder directives = new LongAdder();
  final LongAdder staleGroups = new LongAdder();
  final LongAdder cutFarewells = new LongAdder();
  final LongAdder overflowCuts = new LongAdder();
  final LongAdder staleLogins = new LongAdder();
  final LongAdder pingersTold = new LongAdder();
  final LongAdder pingersSlowed = new LongAdder();
  final LongAdder pingersCut = new LongAdder();
  private final LongAdder httpRequests = new LongAdder();
  private final LongAdder httpRefused = new LongAdder();
  private final LongAdder webSockets = new LongAdder();
  final LongAdder renewalsAsked = new LongAdder();
  final LongAdder renewed = new LongAdder();
  final LongAdder renewalsRefused = new LongAdder();
  final LongAdder renewalsTooLate = new LongAdder();
  private volatile Optional<Instant> certificateExpiry = Optional.empty();
  private volatile @Nullable CountDownLatch noneOpen;
  private final AtomicInteger open = new AtomicInteger();

  /** Connections accepted since the start. */
  public long accepted() {
    return accepted.sum();
  }

  /** Accepts that failed since the start, for want of descriptors for instance. */
  public long acceptErrors() {
    return acceptErrors.sum();
  }

  /** Frames of kinds this version does not know, ignored, since the start. */
  public long unknownFrames() {
    return unknownFrames.sum();
  }

  /** Changed status payloads since the start. */
  public long statusChanges() {
    return statusChanges.sum();
  }

  /** Changes of interval or timeout told to clients that were logged in, since the start. */
  public long directives() {
    return directives.sum();
  }

  /** Pings and pongs that told a client that its group's data is stale, since the start. */
  public long staleGroups() {
    return staleGroups.sum();
  }

  /** Goodbyes that their peer did not take in time, so that the connection was cut. */
  public long cutFarewells() {
    return cutFarewells.sum();
  }

  /** Connections cut without a goodbye because far too many were open, since the start. */
  public long overflowCuts() {
    return overflowCuts.sum();
  }

  /**
   * Logins that had waited for longer than the login deadline when this gateway came to read them,
   * since the start.
   */
  public long staleLogins() {
    return staleLogins.sum();
  }

  /** Clients that pinged far too often and were told their interval again, since the start. */
  public long pingersTold() {
    return pingersTold.sum();
  }

  /** Clients that went on and were told a longer interval, each time counted, since the start. */
  public long pingersSlowed() {
    return pingersSlowed.sum();
  }

  /** Clients that were sent away for pinging, since the start. */
  public long pingersCut() {
    return pingersCut.sum();
  }

  /** Requests over HTTP since the start. */
  public long httpRequests() {
    return httpRequests.sum();
  }

  /** Requests over HTTP that were refused before any route saw them, since the start. */
  public long httpRefused() {
    return httpRefused.sum();
  }

  /** Connections that became WebSockets since the start. */
  public long webSockets() {
    return webSockets.sum();
  }

  /** A connection has become a WebSocket. */
  public void becameWebSocket() {
    webSockets.increment();
  }

  /** A request came over HTTP. */
  public void httpRequested() {
    httpRequests.increment();
  }

  /** A request was refused for its form, its size, or because there was no room. */
  public void httpWasRefused() {
    httpRefused.increment();
  }

  /** Where those are counted that did not take a goodbye in time. */
  public LongAdder farewellsCut() {
    return cutFarewells;
  }

  /** Clients asked for a newer credential, each time counted, since the start. */
  public long renewalsAsked() {
    return renewalsAsked.sum();
  }

  /** Credentials exchanged on living connections, since the start. */
  public long renewed() {
    return renewed.sum();
  }

  /** Newer credentials that were not accepted, which closed their connections, since the start. */
  public long renewalsRefused() {
    return renewalsRefused.sum();
  }

  /** Connections closed because no newer credential came in time, since the start. */
  public long renewalsTooLate() {
    return renewalsTooLate.sum();
  }

  /** The certificate that new connections are shown is good until {@code expiry}. */
  public void certificateExpires(Instant expiry) {
    certificateExpiry = Optional.of(expiry);
  }

  /** When the certificate that new connections are shown runs out; empty without TLS. */
  public Optional<Instant> certificateExpiry() {
    return certificateExpiry;
  }

  int opened() {
    return open.incrementAndGet();
  }

  void closed() {
    CountDownLatch waiting = noneOpen;
    if (open.decrementAndGet() == 0 && waiting != null) {
      waiting.countDown();
    }
  }

  /** Waits until no connection is open, at most {@code limit}; for a shutdown. */
  public void awaitNoneOpen(Duration limit) {
    CountDownLatch waiting = new CountDownLatch(1);
    noneOpen = waiting;
    if (open.get() == 0) {
      return;
    }
    try {
      // Whether it was in vain makes no difference: the shutdown cuts what is left.
      boolean ignored = waiting.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Connections open now, logged in or not. */
  public int open() {
    return open.get();
  }
}
