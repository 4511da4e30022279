package io.heartwire.cli.secure;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** MQTT 3.1.1, by Netty's codec. */
record MqttSpeech() implements SecureCrowd.Speech {
  private static final int KEEP_ALIVE_SECONDS = 60;

  @Override
  public ChannelHandler[] codec(int port) {
    return new ChannelHandler[] {new MqttDecoder(), MqttEncoder.INSTANCE};
  }

  @Override
  public boolean mayLogIn(Object event) {
    return event instanceof SslHandshakeCompletionEvent done && done.isSuccess();
  }

  @Override
  public Object login(String clientId) {
    return MqttMessageBuilders.connect()
        .protocolVersion(MqttVersion.MQTT_3_1_1)
        .clientId(clientId)
        .cleanSession(true)
        .keepAlive(KEEP_ALIVE_SECONDS)
        .build();
  }

  @Override
  public Object ping() {
    return MqttMessage.PINGREQ;
  }

  @Override
  public boolean isWelcome(Object came) {
    return came instanceof MqttConnAckMessage answer
        && answer.variableHeader().connectReturnCode() == MqttConnectReturnCode.CONNECTION_ACCEPTED;
  }

  @Override
  public boolean isPong(Object came) {
    return came instanceof MqttMessage packet
        && packet.fixedHeader().messageType() == MqttMessageType.PINGRESP;
  }
}
