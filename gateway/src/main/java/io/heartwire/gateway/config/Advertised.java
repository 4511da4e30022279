package io.heartwire.gateway.config;

import io.heartwire.core.reconnect.Endpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where clients reach this gateway, as {@code advertise} has it.
 *
 * @param host for all listeners that {@code own} does not name; empty: where each listens
 * @param own {@code host:port} by the name of the listener
 */
record Advertised(Optional<String> host, Map<String, String> own) {
  private static final List<String> LISTENERS =
      List.of("tcp", "tls", "http", "https", "mqtt", "mqtts");

  /** Reads {@code gw-a.example}, {@code https=gw.example:443}, or both, separated by commas. */
  static Advertised parse(String text) {
    Optional<String> host = Optional.empty();
    Map<String, String> own = new LinkedHashMap<>();
    for (String word : text.split(",", -1)) {
      String one = word.strip();
      int equals = one.indexOf('=');
      if (equals >= 0) {
        own.put(listener(one.substring(0, equals).strip()), place(one.substring(equals + 1)));
      } else if (!one.isEmpty() && host.isEmpty()) {
        host = Optional.of(host(one));
      } else if (!one.isEmpty()) {
        throw new ConfigException(
            "advertise has two hosts for all listeners ("
                + host.get()
                + ", "
                + one
                + "): leave one out, or write it as tcp="
                + one
                + ":7400");
      }
    }
    return new Advertised(host, own);
  }

  private static String listener(String name) {
    if (!LISTENERS.contains(name)) {
      throw new ConfigException(
          "advertise names the listener '"
              + name
              + "', there are "
              + String.join(", ", LISTENERS)
              + ": use one of them");
    }
    return name;
  }

  private static String place(String text) {
    try {
      return Endpoint.parse(text, 0).toString();
    } catch (IllegalArgumentException e) {
      throw new ConfigException("advertise: " + e.getMessage());
    }
  }

  private static String host(String text) {
    String bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    boolean hasPort = bare.indexOf(':') >= 0 && bare.indexOf(':') == bare.lastIndexOf(':');
    if (hasPort) {
      throw new ConfigException(
          "advertise ("
              + text
              + ") has a port, but it is for all listeners: write the host only, or tcp="
              + text);
    }
    Limits.host("advertise", bare);
    if (Limits.everyAddress(bare)) {
      throw new ConfigException(
          "advertise (" + text + ") is no address to connect to: name this machine's own");
    }
    return bare;
  }

  /**
   * Where clients reach the listener {@code name} that is bound to {@code boundHost} and {@code
   * port}; empty if nobody can say, because it is bound to every address.
   */
  Optional<String> of(String name, String boundHost, int port) {
    String fixed = own.get(name);
    if (fixed != null) {
      return Optional.of(fixed);
    }
    return host.or(() -> Optional.of(boundHost).filter(bound -> !Limits.everyAddress(bound)))
        .map(known -> new Endpoint(known, port).toString());
  }
}
