package io.heartwire.gateway.transport.mqtt;

import io.heartwire.netty.HeartbeatCodec;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * PINGREQ and PINGRESP of MQTT, as bytes; a server may not send PINGREQ. Keeps no state: one serves
 * all connections.
 */
final class MqttHeartbeatCodec implements HeartbeatCodec {
  static final MqttHeartbeatCodec INSTANCE = new MqttHeartbeatCodec();

  /** Stands for a PINGREQ that came. */
  static final Object PINGREQ = "PINGREQ";

  private static final int PINGRESP_BYTES = 0xD000;

  private MqttHeartbeatCodec() {}

  @Override
  public Kind kindOf(Object message) {
    return message == PINGREQ ? Kind.PING : Kind.OTHER;
  }

  @Override
  public long sequenceOf(Object pingOrPong) {
    return -1;
  }

  @Override
  public @Nullable Object ping(ChannelHandlerContext ctx, long sequence) {
    return null;
  }

  @Override
  public Object pong(ChannelHandlerContext ctx, Object ping) {
    return ctx.alloc().ioBuffer(2, 2).writeShort(PINGRESP_BYTES);
  }
}
