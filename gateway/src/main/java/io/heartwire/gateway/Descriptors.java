package io.heartwire.gateway;

import com.sun.management.UnixOperatingSystemMXBean;
import io.heartwire.gateway.admission.ConnectionBounds;
import io.heartwire.gateway.config.GatewayConfig;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.OptionalLong;

/** What the limit of open files (ulimit -n) means for the number of connections. */
final class Descriptors {
  private static final long MOST_RESERVED = 2_000;
  private static final int MOST_TOLD = 1_000;
  private static final long MOST = 1_000_000;

  private final OptionalLong limit;

  Descriptors(OptionalLong limit) {
    this.limit = limit;
  }

  /** Those of this process. */
  static Descriptors ofThisProcess() {
    return new Descriptors(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? OptionalLong.of(unix.getMaxFileDescriptorCount())
            : OptionalLong.empty());
  }

  /** The bounds that {@code config} sets, with {@code auto} computed. */
  ConnectionBounds.Settings bounds(GatewayConfig config) {
    int max = config.listeners().tcp().maxConnections().orElse(fitting());
    long spare = limit.orElse(Long.MAX_VALUE) - max;
    int told = (int) Math.max(0, Math.min(MOST_TOLD, spare / 2));
    return new ConnectionBounds.Settings(max, config.admission().connectionsPerSource(), told);
  }

  /** All but a quarter of a small limit, and but {@value #MOST_RESERVED} of a large one. */
  private int fitting() {
    long descriptors = limit.orElse(MOST + MOST_RESERVED);
    long reserved = Math.min(MOST_RESERVED, descriptors / 4);
    return (int) Math.max(1, Math.min(MOST, descriptors - reserved));
  }

  /** A sentence, if more connections are allowed than there can be. */
  Optional<String> warning(ConnectionBounds.Settings bounds) {
    long descriptors = limit.orElse(Long.MAX_VALUE);
    if (bounds.max() <= descriptors - Math.min(MOST_RESERVED, descriptors / 4)) {
      return Optional.empty();
    }
    return Optional.of(
        "listeners.tcp.max-connections ("
            + bounds.max()
            + ") leaves too few of the "
            + descriptors
            + " open files that this process may have: raise ulimit -n (LimitNOFILE), or set auto");
  }
}
