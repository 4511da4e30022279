package io.heartwire.gateway;

import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.MqttListenerConfig;
import io.heartwire.gateway.transport.Proxies;
import io.heartwire.gateway.transport.TcpSettings;
import io.heartwire.gateway.transport.mqtt.MqttSettings;

/** What the configuration's words mean to the MQTT listener. */
final class MqttDoor {
  /** The name of the MQTT listener. */
  static final String NAME = "mqtt";

  private MqttDoor() {}

  static TcpSettings tcp(GatewayConfig config) {
    return Wiring.door(NAME, config, Proxies.NONE, TcpSettings.Web.NONE, config.listeners().mqtt());
  }

  static MqttSettings settings(GatewayConfig config) {
    MqttListenerConfig mqtt = config.listeners().mqtt();
    return new MqttSettings(mqtt.check(), mqtt.trustAcks(), mqtt.idleTimeout(), mqtt.strict());
  }
}
