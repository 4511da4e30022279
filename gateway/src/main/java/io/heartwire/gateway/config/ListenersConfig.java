package io.heartwire.gateway.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The doors for clients: {@code listeners.*}. */
public record ListenersConfig(TcpListenerConfig tcp, HttpListenerConfig http) {
  public ListenersConfig {
    tcp.validate("listeners.tcp.");
    http.validate("listeners.http.");
  }

  /** Those that are on, by name. */
  Map<String, ListenerConfig> open() {
    var open = new LinkedHashMap<String, ListenerConfig>();
    open.put("tcp", tcp);
    if (http.enabled()) {
      open.put("http", http);
    }
    return open;
  }
}
