package io.heartwire.gateway.transport.mqtt;

import io.heartwire.gateway.mqtt.Objection;
import io.heartwire.gateway.mqtt.ReasonCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client sends before its CONNECT was answered, as the standard allows; at most {@value
 * #MOST} packets.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
final class EarlyPackets {
  private static final int MOST = 64;

  private List<MqttMessage> packets = new ArrayList<>(0);

  /** Keeps {@code packet}; or why the connection ends. */
  Optional<Objection> add(MqttMessage packet) {
    if (packets.size() == MOST) {
      return Optional.of(
          Objection.of(
              ReasonCode.QUOTA_EXCEEDED,
              "more than " + MOST + " packets came before the CONNACK: wait for it"));
    }
    packets.add(ReferenceCountUtil.retain(packet));
    return Optional.empty();
  }

  /** All, in order, once; whoever takes them releases them. */
  List<MqttMessage> take() {
    List<MqttMessage> taken = packets;
    packets = new ArrayList<>(0);
    return taken;
  }

  /** Nobody wants them any more. */
  void drop() {
    take().forEach(ReferenceCountUtil::release);
  }
}
