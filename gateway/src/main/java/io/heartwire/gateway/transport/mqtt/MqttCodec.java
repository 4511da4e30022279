package io.heartwire.gateway.transport.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Netty's codec of one version of MQTT, for whole packets. Keeps nothing of a packet: one serves
 * all connections of an event loop.
 *
 * <p>NOT thread safe: that event loop owns it.
 */
final class MqttCodec {
  /*
   * In a pipeline of its own, away from the connections: there, a decoder with its buffers, the
   * places of both, and the version that they note at the channel take 310 bytes of each client,
   * of which most only beat.
   */
  /** The frame is cut before the codec sees it, and held to its limit there. */
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private static final int LEVEL_AT = 8;

  private final int level;
  private @Nullable EmbeddedChannel channel;

  /** Of the protocol's {@code level}: 4 for 3.1.1, 5 for 5. */
  MqttCodec(int level) {
    this.level = level;
  }

  /**
   * What {@code packet} is, which is released; a message that says so if it cannot be decoded.
   * Whoever takes the message releases it.
   */
  MqttMessage decode(ByteBuf packet) {
    EmbeddedChannel codec = codec();
    packet.retain();
    try {
      codec.writeInbound(packet);
      Object message = codec.readInbound();
      if (message instanceof MqttMessage decoded
          && decoded.decoderResult().isSuccess()
          && !packet.isReadable()
          && codec.inboundMessages().isEmpty()) {
        return decoded;
      }
      // What is left of it would be taken for a part of the next one, which is another client's.
      close();
      if (message instanceof MqttMessage failed && failed.decoderResult().isFailure()) {
        return failed;
      }
      ReferenceCountUtil.release(message);
      return MqttMessageFactory.newInvalidMessage(
          new DecoderException("its lengths contradict each other: correct the client"));
    } finally {
      packet.release();
    }
  }

  /** The bytes of {@code message}, which is released. */
  ByteBuf encode(MqttMessage message) {
    EmbeddedChannel codec = codec();
    try {
      codec.writeOutbound(message);
      return codec.readOutbound();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private EmbeddedChannel codec() {
    EmbeddedChannel known = channel;
    if (known == null) {
      known = new EmbeddedChannel(MqttEncoder.INSTANCE, new MqttDecoder(NO_LIMIT));
      known.writeInbound(Unpooled.wrappedBuffer(connect()));
      ReferenceCountUtil.release(known.readInbound());
      channel = known;
    }
    return known;
  }

  /* Both learn the version from a CONNECT: nobody's. */
  private byte[] connect() {
    byte[] four = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'c'};
    byte[] five = {0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 1, 'c'};
    return level == five[LEVEL_AT] ? five : four;
  }

  /** Forgets all; what comes next begins anew. */
  void close() {
    EmbeddedChannel known = channel;
    channel = null;
    if (known != null) {
      known.finishAndReleaseAll();
    }
  }
}
