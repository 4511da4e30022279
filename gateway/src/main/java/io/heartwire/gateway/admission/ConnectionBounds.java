package io.heartwire.gateway.admission;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections there may be, in all and from one source: an IPv4 address, or a /64 of IPv6.
 * Thread safe. What it remembers is bounded by the connections that are open.
 *
 * <p>Whoever is one too many is told so, as long as few are told at a time; beyond that it is cut.
 */
public final class ConnectionBounds {
  private static final int TOLD_PER_SOURCE = 100;
  private static final long IPV4 = 0xFFFF_0000_0000L;

  private final Settings settings;
  private final ConcurrentHashMap<Long, Integer> bySource = new ConcurrentHashMap<>();

  /**
   * The bounds.
   *
   * @param max connections in all
   * @param perSource connections from one source; 0 for any number
   * @param told connections beyond {@code max} that may be told so at a time
   */
  public record Settings(int max, int perSource, int told) {
    public Settings {
      if (max < 1 || perSource < 0 || told < 0) {
        throw new IllegalArgumentException(
            "connections in all ("
                + max
                + ") must be at least 1, from one source ("
                + perSource
                + ") and told so ("
                + told
                + ") at least 0: raise them");
      }
    }
  }

  /** What becomes of a connection that was accepted. */
  public enum Verdict {
    /** It may stay. */
    STAYS,
    /** Too many in all: it is told so. */
    FULL,
    /** Too many from its source: it is told so. */
    SOURCE_FULL,
    /** Too many even to be told. */
    CUT
  }

  /** Bounds by {@code settings}. */
  public ConnectionBounds(Settings settings) {
    this.settings = settings;
  }

  /** What it is held to. */
  public Settings settings() {
    return settings;
  }

  /**
   * A connection has come; whatever the verdict, its end is told with {@link #leave}.
   *
   * @param open how many are open with it
   */
  public Verdict enter(InetSocketAddress from, int open) {
    Verdict ofSource = enterSource(from);
    Verdict inAll = enterUnknown(open);
    boolean cut = inAll == Verdict.CUT || ofSource == Verdict.CUT;
    return cut ? Verdict.CUT : inAll == Verdict.FULL ? inAll : ofSource;
  }

  /**
   * A connection has come whose source will be known later; nothing is told when it ends before.
   *
   * @param open how many are open with it
   */
  public Verdict enterUnknown(int open) {
    if (open > settings.max() + settings.told()) {
      return Verdict.CUT;
    }
    return open > settings.max() ? Verdict.FULL : Verdict.STAYS;
  }

  /** The source of a connection is known now; its end is told with {@link #leave}. */
  public Verdict enterSource(InetSocketAddress from) {
    int fromSource = settings.perSource() == 0 ? 0 : bySource.merge(source(from), 1, Integer::sum);
    if (fromSource > settings.perSource() + TOLD_PER_SOURCE) {
      return Verdict.CUT;
    }
    return fromSource > settings.perSource() ? Verdict.SOURCE_FULL : Verdict.STAYS;
  }

  /** A connection has ended. */
  public void leave(InetSocketAddress from) {
    if (settings.perSource() > 0) {
      bySource.computeIfPresent(source(from), (source, count) -> count == 1 ? null : count - 1);
    }
  }

  /** How many sources there are; 0 where they are not counted. */
  public int sources() {
    return bySource.size();
  }

  /* No global IPv6 address begins like the number that stands for an IPv4 address. */
  private static Long source(InetSocketAddress from) {
    InetAddress address = from.getAddress();
    byte[] bytes = address == null ? new byte[4] : address.getAddress();
    long number = 0;
    for (int i = 0; i < Math.min(8, bytes.length); i++) {
      number = number << 8 | (bytes[i] & 0xFF);
    }
    return bytes.length == 4 ? IPV4 | number : number;
  }
}
