package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.netty.TcpKnobs;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/**
 * How one TCP listener behaves.
 *
 * @param name its name in logs, metrics and the list of sessions
 * @param section of {@code listeners} in the configuration where all but its address stands
 * @param address where it listens; port 0 takes a free one
 * @param knobs the kernel's options, backlog included
 * @param limits what a peer may use up
 * @param loginPolicy what a connection is held to until it is logged in
 * @param longestPolicy what {@code knobs} were made for
 * @param proxies those in front that are believed
 * @param web what there is beside, where HTTP is spoken
 */
public record TcpSettings(
    String name,
    String section,
    InetSocketAddress address,
    TcpKnobs knobs,
    Limits limits,
    LivenessPolicy loginPolicy,
    LivenessPolicy longestPolicy,
    Proxies proxies,
    Web web) {

  /** The same for another listener, which listens elsewhere. */
  public TcpSettings of(String other, InetSocketAddress elsewhere) {
    return new TcpSettings(
        other, section, elsewhere, knobs, limits, loginPolicy, longestPolicy, proxies, web);
  }

  /**
   * What a peer may use up.
   *
   * @param maxFrameBytes the largest frame of a client that is logged in
   * @param outboundMaxBytes bytes that may wait for one client that does not read
   * @param farewell how long a goodbye may take before the connection is cut
   */
  public record Limits(int maxFrameBytes, int outboundMaxBytes, Duration farewell) {}

  /**
   * What HTTP needs beside.
   *
   * @param maxBodyBytes the largest body of a request
   * @param origins of the pages that may open a WebSocket; empty: those of the same host
   */
  public record Web(int maxBodyBytes, Set<String> origins) {
    /** Where no HTTP is spoken. */
    public static final Web NONE = new Web(0, Set.of());

    public Web {
      origins = Set.copyOf(origins);
    }
  }
}
