package io.heartwire.gateway.transport.mqtt;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.mqtt.Objection;
import io.heartwire.gateway.mqtt.ReasonCode;
import io.heartwire.gateway.transport.mqtt.KnownProperty.Place;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import java.util.Optional;

/**
 * What MQTT 5 demands of a packet and Netty's decoder does not: which properties stand where, each
 * once, within their length; and that reserved bits of subscriptions are 0.
 */
final class MqttForm {
  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int PUBACK = 4;
  private static final int SUBSCRIBE = 8;
  private static final int UNSUBSCRIBE = 10;
  private static final int DISCONNECT = 14;

  private static final int QOS_BITS = 0b0110;
  private static final int WILL_FLAG = 0b0100;
  private static final int RESERVED_BITS = 0b1100_0000;
  private static final int RETAIN_HANDLING_BITS = 0b0011_0000;
  private static final int ID_BYTES = 2;

  private MqttForm() {}

  /**
   * Why {@code packet}, a whole one, must not be taken; empty if nothing of it is wrong here. It
   * stays unread.
   */
  static Optional<Objection> objection(ByteBuf packet) {
    int start = packet.readerIndex();
    try {
      return judged(packet);
    } catch (IndexOutOfBoundsException e) {
      // It ends too soon: the decoder finds that, too.
      return Optional.empty();
    } finally {
      packet.readerIndex(start);
    }
  }

  /** Why a packet must not be taken that the decoder could not read. */
  static Objection undecodable(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    if (cause instanceof MqttUnacceptableProtocolVersionException) {
      return new Objection(
          ReasonCode.UNSUPPORTED_VERSION,
          Disconnect.of(
              DisconnectReason.UNSUPPORTED_VERSION, text + ": spoken here are MQTT 3.1.1 and 5"));
    }
    return cause instanceof MqttIdentifierRejectedException
        ? new Objection(
            ReasonCode.CLIENT_ID_NOT_VALID, Disconnect.of(DisconnectReason.BAD_CLIENT_ID, text))
        : Objection.of(ReasonCode.MALFORMED_PACKET, text);
  }

  private static Optional<Objection> judged(ByteBuf packet) {
    int first = packet.readUnsignedByte();
    number(packet);
    return switch (first >> 4) {
      case CONNECT -> connect(packet);
      case PUBLISH -> {
        skipText(packet);
        packet.skipBytes((first & QOS_BITS) == 0 ? 0 : ID_BYTES);
        yield properties(packet, Place.PUBLISH);
      }
      case PUBACK -> {
        packet.skipBytes(ID_BYTES);
        yield afterCode(packet, Place.PUBACK);
      }
      case SUBSCRIBE -> {
        packet.skipBytes(ID_BYTES);
        yield properties(packet, Place.SUBSCRIBE).or(() -> options(packet));
      }
      case UNSUBSCRIBE -> {
        packet.skipBytes(ID_BYTES);
        yield properties(packet, Place.UNSUBSCRIBE);
      }
      case DISCONNECT -> afterCode(packet, Place.DISCONNECT);
      default -> Optional.empty();
    };
  }

  private static Optional<Objection> connect(ByteBuf packet) {
    skipText(packet);
    packet.skipBytes(1);
    boolean hasWill = (packet.readUnsignedByte() & WILL_FLAG) != 0;
    packet.skipBytes(2);
    Optional<Objection> objection = properties(packet, Place.CONNECT);
    if (objection.isPresent() || !hasWill) {
      return objection;
    }
    skipText(packet);
    return properties(packet, Place.WILL);
  }

  /** The reason code may be left out, and the properties behind it, too. */
  private static Optional<Objection> afterCode(ByteBuf packet, Place place) {
    if (packet.readableBytes() <= 1) {
      return Optional.empty();
    }
    packet.skipBytes(1);
    return properties(packet, place);
  }

  private static Optional<Objection> properties(ByteBuf packet, Place place) {
    int length = number(packet);
    int end = packet.readerIndex() + length;
    long seen = 0;
    while (packet.readerIndex() < end) {
      int id = number(packet);
      KnownProperty property = KnownProperty.find(id, place);
      if (property == null) {
        return Optional.of(
            Objection.of(
                ReasonCode.MALFORMED_PACKET,
                "property " + id + " has no place in a " + place + ": leave it out"));
      }
      if ((seen & property.bit()) != 0 && !property.repeats()) {
        return wrong("the property " + property + " stands twice in a " + place + ": send it once");
      }
      seen |= property.bit();
      if (!property.read(packet)) {
        return wrong("the property " + property + " is neither 0 nor 1: correct it");
      }
    }
    return packet.readerIndex() == end
        ? Optional.empty()
        : Optional.of(
            Objection.of(
                ReasonCode.MALFORMED_PACKET,
                "the properties of a "
                    + place
                    + " are longer than they say: correct their length"));
  }

  private static Optional<Objection> options(ByteBuf packet) {
    while (packet.isReadable()) {
      skipText(packet);
      int options = packet.readUnsignedByte();
      if ((options & RESERVED_BITS) != 0) {
        return Optional.of(
            Objection.of(
                ReasonCode.MALFORMED_PACKET, "reserved bits of a SUBSCRIBE are set: clear them"));
      }
      if ((options & RETAIN_HANDLING_BITS) == RETAIN_HANDLING_BITS) {
        return wrong("the retain handling of a SUBSCRIBE is 3: it is 0, 1 or 2");
      }
    }
    return Optional.empty();
  }

  private static Optional<Objection> wrong(String detail) {
    return Optional.of(Objection.of(ReasonCode.PROTOCOL_ERROR, detail));
  }

  /** A number in one to four bytes; one that goes on is no number, and its packet none. */
  static int number(ByteBuf packet) {
    int number = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int digit = packet.readUnsignedByte();
      number |= (digit & 0x7F) << shift;
      if (digit < 0x80) {
        return number;
      }
    }
    throw new IndexOutOfBoundsException("a number of more than four bytes");
  }

  static void skipText(ByteBuf packet) {
    packet.skipBytes(packet.readUnsignedShort());
  }
}
