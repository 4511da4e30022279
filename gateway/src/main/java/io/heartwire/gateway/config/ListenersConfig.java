package io.heartwire.gateway.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The doors for clients: {@code listeners.*}. */
public record ListenersConfig(
    TcpListenerConfig tcp,
    TlsListenerConfig tls,
    HttpListenerConfig http,
    MqttListenerConfig mqtt) {
  public ListenersConfig {
    tcp.validate("listeners.tcp.");
    http.validate("listeners.http.");
    mqtt.validate("listeners.mqtt.");
  }

  /** Those that are on, by name; that for TLS is as that for TCP, but for its address. */
  Map<String, ListenerConfig> open() {
    var open = new LinkedHashMap<String, ListenerConfig>();
    open.put("tcp", tcp);
    if (http.enabled()) {
      open.put("http", http);
    }
    if (mqtt.enabled()) {
      open.put("mqtt", mqtt);
    }
    return open;
  }
}
