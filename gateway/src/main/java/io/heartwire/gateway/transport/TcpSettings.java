package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.netty.TcpKnobs;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How one TCP listener behaves.
 *
 * @param name its name in logs, metrics and settings
 * @param address where it listens; port 0 takes a free one
 * @param knobs the kernel's options, backlog included
 * @param limits what a peer may use up
 * @param loginPolicy what a connection is held to until it is logged in
 * @param longestPolicy what {@code knobs} were made for
 */
public record TcpSettings(
    String name,
    InetSocketAddress address,
    TcpKnobs knobs,
    Limits limits,
    LivenessPolicy loginPolicy,
    LivenessPolicy longestPolicy) {

  /** The same, listening elsewhere. */
  public TcpSettings at(InetSocketAddress elsewhere) {
    return new TcpSettings(name, elsewhere, knobs, limits, loginPolicy, longestPolicy);
  }

  /**
   * What a peer may use up.
   *
   * @param maxFrameBytes the largest frame of a client that is logged in
   * @param outboundMaxBytes bytes that may wait for one client that does not read
   * @param farewell how long a goodbye may take before the connection is cut
   */
  public record Limits(int maxFrameBytes, int outboundMaxBytes, Duration farewell) {}
}
