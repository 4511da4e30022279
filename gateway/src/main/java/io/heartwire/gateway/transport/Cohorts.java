package io.heartwire.gateway.transport;

import io.heartwire.gateway.session.Session;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The groups of connections that may fall silent together for one cause. */
final class Cohorts {
  private Cohorts() {}

  /** The names of the groups that {@code session} belongs to. */
  static List<String> of(Session session) {
    List<String> names = new ArrayList<>(3);
    names.add("listener:" + session.listener());
    InetAddress source = session.remoteAddress().getAddress();
    if (source != null) {
      names.add("source:" + network(source));
    }
    if (!session.version().isEmpty()) {
      names.add("version:" + session.version());
    }
    return names;
  }

  /** The /24 of an IPv4 address, the /48 of an IPv6 address. */
  static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return (bytes[0] & 0xFF) + "." + (bytes[1] & 0xFF) + "." + (bytes[2] & 0xFF) + ".0/24";
    }
    return String.format("%x:%x:%x::/48", word(bytes, 0), word(bytes, 2), word(bytes, 4));
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }
}
