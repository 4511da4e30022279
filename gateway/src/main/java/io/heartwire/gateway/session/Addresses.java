package io.heartwire.gateway.session;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** How addresses are written for people. */
public final class Addresses {
  private Addresses() {}

  /** The /24 of an IPv4 address, the /48 of an IPv6 address. */
  public static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return (bytes[0] & 0xFF) + "." + (bytes[1] & 0xFF) + "." + (bytes[2] & 0xFF) + ".0/24";
    }
    return String.format("%x:%x:%x::/48", word(bytes, 0), word(bytes, 2), word(bytes, 4));
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }

  /** {@code 127.0.0.1:50412}, {@code [::1]:50412}. */
  public static String text(InetSocketAddress address) {
    String host =
        address.getAddress() == null
            ? address.getHostString()
            : address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
