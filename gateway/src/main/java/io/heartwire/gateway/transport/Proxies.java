package io.heartwire.gateway.transport;

import io.heartwire.gateway.config.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Proxies in front of a listener that are believed when they say where a client is.
 *
 * @param named where they are
 * @param sendHeader they begin each connection with a header of the PROXY protocol
 */
public record Proxies(List<Network> named, boolean sendHeader) {
  public Proxies {
    named = List.copyOf(named);
  }

  /** True if {@code address} is one of theirs. */
  public boolean include(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    return host != null && named.stream().anyMatch(network -> network.contains(host));
  }
}
