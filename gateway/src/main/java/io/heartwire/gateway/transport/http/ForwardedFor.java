package io.heartwire.gateway.transport.http;

import io.heartwire.gateway.transport.Proxies;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where a request comes from by {@code X-Forwarded-For}. Each proxy adds the address that it sees
 * at the right, so that only what named proxies have added is believed: from the right up to the
 * first address that is not theirs. What is left of it anybody may have written.
 */
final class ForwardedFor {
  private static final String HEADER = "x-forwarded-for";
  private static final int MOST = 100;

  private ForwardedFor() {}

  /** Where the client is, if {@code peer} is one of {@code proxies} and says so; else the peer. */
  static InetSocketAddress of(InetSocketAddress peer, HttpHeaders headers, Proxies proxies) {
    if (!proxies.include(peer)) {
      return peer;
    }
    InetSocketAddress known = peer;
    List<String> hops = hops(headers);
    for (int i = hops.size() - 1; i >= 0 && proxies.include(known); i--) {
      Optional<InetSocketAddress> next = parse(hops.get(i));
      if (next.isEmpty()) {
        return known;
      }
      known = next.get();
    }
    return known;
  }

  private static List<String> hops(HttpHeaders headers) {
    List<String> hops = new ArrayList<>();
    for (String line : headers.getAll(HEADER)) {
      hops.addAll(Arrays.stream(line.split(",")).map(String::strip).toList());
    }
    return hops.subList(Math.max(0, hops.size() - MOST), hops.size());
  }

  /**
   * {@code 192.0.2.1}, {@code 192.0.2.1:50412}, {@code 2001:db8::1}, {@code [2001:db8::1]:50412}.
   */
  private static Optional<InetSocketAddress> parse(String hop) {
    String host = hop;
    String port = "";
    int bracket = hop.indexOf(']');
    int colon = hop.lastIndexOf(':');
    if (hop.startsWith("[") && bracket > 0) {
      host = hop.substring(1, bracket);
      port = colon > bracket ? hop.substring(colon + 1) : "";
    } else if (colon > 0 && hop.indexOf(':') == colon) {
      host = hop.substring(0, colon);
      port = hop.substring(colon + 1);
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    if (address == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address), number(port)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  /** The port is for people; one that is none is not known. */
  private static int number(String port) {
    return port.matches("\\d{1,4}|[1-5]\\d{4}") ? Integer.parseInt(port) : 0;
  }
}
