package io.heartwire.gateway;

import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.HttpListenerConfig;
import io.heartwire.gateway.config.MqttListenerConfig;
import io.heartwire.gateway.transport.Proxies;
import io.heartwire.gateway.transport.TcpSettings;
import io.heartwire.gateway.transport.mqtt.MqttSettings;

/** What the configuration's words mean to those that speak MQTT. */
final class MqttDoor {
  /** The names of the MQTT listeners: on TCP as it is, and over TLS. */
  static final String NAME = "mqtt";

  static final String TLS = "mqtts";

  private MqttDoor() {}

  static TcpSettings tcp(GatewayConfig config) {
    MqttListenerConfig mqtt = config.listeners().mqtt();
    Proxies proxies = new Proxies(mqtt.proxyList(), true);
    return Wiring.door(NAME, config, proxies, TcpSettings.Web.NONE, mqtt);
  }

  static MqttSettings settings(GatewayConfig config) {
    MqttListenerConfig mqtt = config.listeners().mqtt();
    return new MqttSettings(mqtt.check(), mqtt.trustAcks(), mqtt.idleTimeout(), mqtt.strict());
  }

  /** What is asked of the connection is as for HTTP, what is asked of MQTT as elsewhere. */
  static MqttSettings overWebSocket(GatewayConfig config) {
    HttpListenerConfig http = config.listeners().http();
    MqttListenerConfig mqtt = config.listeners().mqtt();
    return new MqttSettings(http.check(), http.trustAcks(), mqtt.idleTimeout(), mqtt.strict());
  }
}
