package io.heartwire.gateway.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The doors for clients: {@code listeners.*}. */
public record ListenersConfig(
    TcpListenerConfig tcp,
    TlsListenerConfig tls,
    HttpListenerConfig http,
    HttpsListenerConfig https,
    MqttListenerConfig mqtt,
    MqttsListenerConfig mqtts) {
  public ListenersConfig {
    tcp.validate("listeners.tcp.");
    tls.validate("listeners.tls.");
    http.validate("listeners.http.");
    https.validate("listeners.https.");
    mqtt.validate("listeners.mqtt.");
    mqtts.validate("listeners.mqtts.");
  }

  /** Those that are on, by name; those over TLS are as those without, but for their address. */
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

  /** Those over TLS that are on, by name. */
  public Map<String, TlsDoorConfig> openTls() {
    var all = new LinkedHashMap<String, TlsDoorConfig>();
    all.put("tls", tls);
    all.put("https", https);
    all.put("mqtts", mqtts);
    all.values().removeIf(door -> !door.enabled());
    return all;
  }

  /** Those whose settings hold for an open door, with TLS or without, by name. */
  Map<String, ListenerConfig> inUse() {
    Map<String, ListenerConfig> inUse = open();
    if (https.enabled()) {
      inUse.put("http", http);
    }
    if (mqtts.enabled()) {
      inUse.put("mqtt", mqtt);
    }
    return inUse;
  }

  /** Whether no other machine can come in. */
  boolean onLoopback() {
    return open().values().stream().allMatch(door -> Limits.loopback(door.host()))
        && openTls().values().stream().allMatch(door -> Limits.loopback(door.host()));
  }

  /** Whether MQTT is spoken behind any door: then it is behind {@code /mqtt} as well. */
  public boolean speakMqtt() {
    return mqtt.enabled() || mqtts.enabled();
  }
}
