package io.heartwire.client;

import io.heartwire.core.liveness.IdleCuts;
import io.heartwire.core.liveness.IdleLesson;
import io.heartwire.core.liveness.LearnedInterval;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client learns of the networks it is in, and keeps. Owned by the event loop; {@link
 * IntervalStore#save} runs on the executor for callbacks.
 */
final class Lessons {
  private static final Logger LOG = LoggerFactory.getLogger(HeartwireClient.class);

  private final String clientId;
  private final IntervalStore store;
  private final InstantSource wallClock;
  private final Callbacks callbacks;
  private final IdleCuts cuts;
  private String diedIn = "";
  private boolean disturbed;
  private long saidMs;

  Lessons(String clientId, IntervalStore store, InstantSource wallClock, Callbacks callbacks) {
    this.clientId = clientId;
    this.store = store;
    this.wallClock = wallClock;
    this.callbacks = callbacks;
    this.cuts = new IdleCuts(load());
  }

  /** The network behind a local address: its /24 of IPv4, its /64 of IPv6. */
  static String network(SocketAddress local) {
    if (!(local instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return "local";
    }
    byte[] address = inet.getAddress().getAddress();
    int prefix = address.length == 4 ? 3 : 8;
    Arrays.fill(address, prefix, address.length, (byte) 0);
    try {
      return InetAddress.getByAddress(address).getHostAddress() + "/" + 8 * prefix;
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of " + address.length + " bytes is one", e);
    }
  }

  /** The interval to keep in {@code network}, where the server wants {@code wanted}. */
  Duration interval(String network, Duration wanted) {
    long wantedMs = wanted.toMillis();
    long intervalMs = cuts.intervalMs(network, wantedMs, wallClock.millis());
    save();
    if (intervalMs == wantedMs) {
      return wanted;
    }
    if (intervalMs != saidMs) {
      saidMs = intervalMs;
      LOG.info(
          "client {}: a heartbeat every {}ms instead of {}ms, as far as network {} allows",
          clientId,
          intervalMs,
          wantedMs,
          network);
    }
    return Duration.ofMillis(intervalMs);
  }

  /** The server answered after {@code idleMs} without traffic. */
  void survived(String network, long idleMs) {
    learned(cuts.survived(network, idleMs, wallClock.millis()));
  }

  /** A session ended, {@code idle} as it says; it had this interval. */
  void ended(String network, IdleAge.AtEnd idle, Duration interval) {
    diedIn = network;
    cuts.died(network, idle.ms(), idle.bound(), interval.toMillis());
  }

  /** The server accepted a session. */
  void accepted(String network) {
    boolean here = network.equals(diedIn) && !disturbed;
    disturbed = false;
    learned(cuts.returned(here, wallClock.millis()));
  }

  /** An attempt came to nothing. */
  void failed() {
    learned(cuts.returned(false, wallClock.millis()));
  }

  /** The network changed, or the machine slept: the next death, if it comes, has this cause. */
  void disturbed() {
    disturbed = true;
  }

  private void learned(Optional<IdleLesson> lesson) {
    lesson.ifPresent(known -> LOG.info("client {}: {}", clientId, known.text()));
    save();
  }

  private void save() {
    cuts.takeUnsaved().ifPresent(learned -> callbacks.run(() -> store.save(learned)));
  }

  private List<LearnedInterval> load() {
    try {
      return store.load();
    } catch (RuntimeException e) {
      LOG.warn("client {}: the intervals that it learned before are not known", clientId, e);
      return List.of();
    }
  }
}
