package io.heartwire.gateway;

import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.MqttListenerConfig;
import io.heartwire.gateway.transport.TcpSettings;
import io.heartwire.gateway.transport.mqtt.MqttSettings;
import java.net.InetSocketAddress;

/** What the configuration's words mean to the MQTT listener. */
final class MqttDoor {
  /** The name of the MQTT listener. */
  static final String NAME = "mqtt";

  private MqttDoor() {}

  static TcpSettings tcp(GatewayConfig config) {
    MqttListenerConfig mqtt = config.listeners().mqtt();
    return new TcpSettings(
        NAME,
        new InetSocketAddress(mqtt.host(), mqtt.port()),
        config.tcpKnobs(mqtt),
        new TcpSettings.Limits(
            (int) mqtt.maxPacket().bytes(), (int) mqtt.outboundMax().bytes(), Wiring.FAREWELL),
        config.loginPolicy(),
        config.longestPolicy());
  }

  static MqttSettings settings(GatewayConfig config) {
    MqttListenerConfig mqtt = config.listeners().mqtt();
    return new MqttSettings(mqtt.check(), mqtt.trustAcks(), mqtt.idleTimeout(), mqtt.strict());
  }
}
