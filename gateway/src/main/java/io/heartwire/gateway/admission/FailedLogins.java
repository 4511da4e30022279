package io.heartwire.gateway.admission;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts refused logins, so that credentials cannot be guessed: by the address they came from (of
 * IPv6 its network of 64 bits), and by the client id they were for. Thread safe.
 *
 * <p>Whoever has reached a limit is not asked until the window, which began with the first refusal,
 * has passed. At most {@value #MOST} addresses and as many client ids are remembered; beyond that
 * the one that has been still for longest is forgotten.
 */
public final class FailedLogins {
  /** The most addresses, and the most client ids. */
  public static final int MOST = 10_000;

  private static final int NETWORK_BYTES = 8;

  private final Settings settings;
  private final Map<String, Count> addresses = bounded();
  private final Map<String, Count> clients = bounded();

  /**
   * The limits.
   *
   * @param perAddress refusals in a window; 0 is no limit
   * @param perClient refusals in a window; 0 is no limit
   * @param window how long refusals are counted together
   */
  public record Settings(int perAddress, int perClient, Duration window) {}

  private static final class Count {
    private final long since;
    private int refusals;

    Count(long since) {
      this.since = since;
    }
  }

  /** Nobody has been refused yet. */
  public FailedLogins(Settings settings) {
    this.settings = settings;
  }

  private static Map<String, Count> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
        return size() > MOST;
      }
    };
  }

  /** How long a login of {@code clientId} from {@code from} has to wait; empty if it need not. */
  public synchronized Optional<Duration> wait(InetAddress from, String clientId, long now) {
    long left =
        Math.max(
            left(addresses, network(from), settings.perAddress(), now),
            left(clients, clientId, settings.perClient(), now));
    return left <= 0 ? Optional.empty() : Optional.of(Duration.ofNanos(left));
  }

  /** A login of {@code clientId} from {@code from} was refused. */
  public synchronized void refused(InetAddress from, String clientId, long now) {
    count(addresses, network(from), settings.perAddress(), now);
    count(clients, clientId, settings.perClient(), now);
  }

  private long left(Map<String, Count> counts, String key, int limit, long now) {
    Count count = counts.get(key);
    if (limit == 0 || count == null || count.refusals < limit) {
      return 0;
    }
    return settings.window().toNanos() - (now - count.since);
  }

  private void count(Map<String, Count> counts, String key, int limit, long now) {
    if (limit == 0) {
      return;
    }
    Count count = counts.get(key);
    if (count == null || now - count.since >= settings.window().toNanos()) {
      count = new Count(now);
      counts.put(key, count);
    }
    count.refusals++;
  }

  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(bytes.length > NETWORK_BYTES ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }
}
