package io.heartwire.gateway.transport.mqtt;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The properties of MQTT 5, and in which packets each may stand. Source: MQTT 5.0, 2.2.2.2. */
enum KnownProperty {
  PAYLOAD_FORMAT_INDICATOR(1, Kind.BYTE, Place.PUBLISH, Place.WILL),
  MESSAGE_EXPIRY_INTERVAL(2, Kind.FOUR_BYTES, Place.PUBLISH, Place.WILL),
  CONTENT_TYPE(3, Kind.TEXT, Place.PUBLISH, Place.WILL),
  RESPONSE_TOPIC(8, Kind.TEXT, Place.PUBLISH, Place.WILL),
  CORRELATION_DATA(9, Kind.TEXT, Place.PUBLISH, Place.WILL),
  SUBSCRIPTION_IDENTIFIER(11, Kind.NUMBER, Place.PUBLISH, Place.SUBSCRIBE),
  SESSION_EXPIRY_INTERVAL(17, Kind.FOUR_BYTES, Place.CONNECT, Place.DISCONNECT),
  AUTHENTICATION_METHOD(21, Kind.TEXT, Place.CONNECT),
  AUTHENTICATION_DATA(22, Kind.TEXT, Place.CONNECT),
  REQUEST_PROBLEM_INFORMATION(23, Kind.YES_OR_NO, Place.CONNECT),
  WILL_DELAY_INTERVAL(24, Kind.FOUR_BYTES, Place.WILL),
  REQUEST_RESPONSE_INFORMATION(25, Kind.YES_OR_NO, Place.CONNECT),
  SERVER_REFERENCE(28, Kind.TEXT, Place.DISCONNECT),
  REASON_STRING(31, Kind.TEXT, Place.PUBACK, Place.DISCONNECT),
  RECEIVE_MAXIMUM(33, Kind.TWO_BYTES, Place.CONNECT),
  TOPIC_ALIAS_MAXIMUM(34, Kind.TWO_BYTES, Place.CONNECT),
  TOPIC_ALIAS(35, Kind.TWO_BYTES, Place.PUBLISH),
  USER_PROPERTY(38, Kind.PAIR, Place.values()),
  MAXIMUM_PACKET_SIZE(39, Kind.FOUR_BYTES, Place.CONNECT);

  private static final @Nullable KnownProperty[] BY_ID = new @Nullable KnownProperty[64];

  static {
    for (KnownProperty each : values()) {
      BY_ID[each.id] = each;
    }
  }

  private final int id;
  private final Kind kind;
  private final int places;

  /** Where a client may put properties; what only a server sends is left out. */
  enum Place {
    CONNECT(1),
    WILL(2),
    PUBLISH(4),
    PUBACK(8),
    SUBSCRIBE(16),
    UNSUBSCRIBE(32),
    DISCONNECT(64);

    private final int bit;

    Place(int bit) {
      this.bit = bit;
    }
  }

  /** What the value is. */
  private enum Kind {
    BYTE,
    YES_OR_NO,
    TWO_BYTES,
    FOUR_BYTES,
    NUMBER,
    TEXT,
    PAIR
  }

  KnownProperty(int id, Kind kind, Place... places) {
    this.id = id;
    this.kind = kind;
    int bits = 0;
    for (Place place : places) {
      bits |= place.bit;
    }
    this.places = bits;
  }

  /** That of {@code id}; null if there is none that may stand in {@code place}. */
  static @Nullable KnownProperty find(int id, Place place) {
    KnownProperty found = id < BY_ID.length ? BY_ID[id] : null;
    return found != null && (found.places & place.bit) != 0 ? found : null;
  }

  /** One bit of 64, for each property another one. */
  long bit() {
    return 1L << id;
  }

  /** Whether it may stand there more than once. */
  boolean repeats() {
    return this == USER_PROPERTY;
  }

  /** Reads its value off {@code packet}; false if it is none that it may have. */
  boolean read(ByteBuf packet) {
    switch (kind) {
      case BYTE -> packet.skipBytes(1);
      case YES_OR_NO -> {
        return packet.readUnsignedByte() <= 1;
      }
      case TWO_BYTES -> packet.skipBytes(2);
      case FOUR_BYTES -> packet.skipBytes(4);
      case NUMBER -> MqttForm.number(packet);
      case TEXT -> MqttForm.skipText(packet);
      case PAIR -> {
        MqttForm.skipText(packet);
        MqttForm.skipText(packet);
      }
    }
    return true;
  }
}
