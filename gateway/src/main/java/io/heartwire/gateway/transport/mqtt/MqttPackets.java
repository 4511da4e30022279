package io.heartwire.gateway.transport.mqtt;

import io.heartwire.gateway.mqtt.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import java.util.List;

/** The packets that we send. */
final class MqttPackets {
  private static final int MAX_REASON_CHARACTERS = 200;

  private MqttPackets() {}

  /** Of 3.1.1 and 5: the login was taken. */
  static MqttMessage accepted(boolean sessionPresent, MqttProperties properties) {
    return connack(0, sessionPresent, properties);
  }

  /** Of 5: the login was not taken. */
  static MqttMessage refused(ReasonCode code, MqttProperties properties) {
    return connack(code.number(), false, properties);
  }

  /** Of 3.1.1: the login was not taken. */
  static MqttMessage refused(int returnCode) {
    return connack(returnCode, false, MqttProperties.NO_PROPERTIES);
  }

  private static MqttMessage connack(int code, boolean present, MqttProperties properties) {
    return new MqttConnAckMessage(
        header(MqttMessageType.CONNACK, MqttQoS.AT_MOST_ONCE),
        new MqttConnAckVariableHeader(
            MqttConnectReturnCode.valueOf((byte) code), present, properties));
  }

  /** Of 5: we end the connection. */
  static MqttMessage disconnect(int code, MqttProperties properties) {
    return new MqttMessage(
        header(MqttMessageType.DISCONNECT, MqttQoS.AT_MOST_ONCE),
        new MqttReasonCodeAndPropertiesVariableHeader((byte) code, properties));
  }

  /** {@code text} as a reason string: words for people, not too many. */
  static String reason(String text) {
    return printable(text.substring(0, Math.min(MAX_REASON_CHARACTERS, text.length())));
  }

  /* What a peer sent may be quoted, and must not make our own packet malformed. */
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.chars()
        .map(c -> Character.isISOControl(c) || Character.isSurrogate((char) c) ? '?' : c)
        .forEach(c -> printable.append((char) c));
    return printable.toString();
  }

  /** A message has been taken, or, of 5, has not been. */
  static MqttMessage puback(int packetId, ReasonCode code, boolean isFive) {
    return new MqttPubAckMessage(
        header(MqttMessageType.PUBACK, MqttQoS.AT_MOST_ONCE),
        isFive && code != ReasonCode.SUCCESS
            ? new MqttPubReplyMessageVariableHeader(
                packetId, (byte) code.number(), MqttProperties.NO_PROPERTIES)
            : MqttMessageIdVariableHeader.from(packetId));
  }

  static MqttMessage suback(int packetId, List<Integer> codes) {
    return new MqttSubAckMessage(
        header(MqttMessageType.SUBACK, MqttQoS.AT_MOST_ONCE),
        new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
        new MqttSubAckPayload(codes));
  }

  static MqttMessage unsuback(int packetId, List<Short> codes, boolean isFive) {
    MqttFixedHeader header = header(MqttMessageType.UNSUBACK, MqttQoS.AT_MOST_ONCE);
    return isFive
        ? new MqttUnsubAckMessage(
            header,
            new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
            new MqttUnsubAckPayload(codes))
        : new MqttUnsubAckMessage(header, MqttMessageIdVariableHeader.from(packetId));
  }

  /** A message down; {@code packetId} 0 for one that is not acknowledged. */
  static MqttMessage publish(
      String topic, int packetId, MqttProperties properties, ByteBuf payload) {
    return new MqttPublishMessage(
        header(
            MqttMessageType.PUBLISH, packetId == 0 ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE),
        new MqttPublishVariableHeader(topic, packetId, properties),
        payload);
  }

  private static MqttFixedHeader header(MqttMessageType type, MqttQoS qos) {
    return new MqttFixedHeader(type, false, qos, false, 0);
  }
}
