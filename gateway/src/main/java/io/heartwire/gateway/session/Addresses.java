package io.heartwire.gateway.session;

import java.net.InetSocketAddress;

/** How addresses are written for people. */
public final class Addresses {
  private Addresses() {}

  /** {@code 127.0.0.1:50412}, {@code [::1]:50412}. */
  public static String text(InetSocketAddress address) {
    String host =
        address.getAddress() == null
            ? address.getHostString()
            : address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
