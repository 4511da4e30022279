package io.heartwire.gateway.mqtt;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.CloseCode;

/**
 * The reason codes of MQTT 5 that we send, with what MQTT 3.1.1 has in their place. Source: OASIS
 * MQTT 5.0, 2.4; MQTT 3.1.1, table 3.1.
 */
public enum ReasonCode {
  /** All is well. */
  SUCCESS(0x00, 0),
  /** Subscribed, for messages that are acknowledged. */
  GRANTED_QOS_1(0x01, 0),
  /** The client leaves, and wants its will to be told. */
  DISCONNECT_WITH_WILL(0x04, 0),
  /** Unsubscribed from what it had not subscribed to. */
  NO_SUBSCRIPTION_EXISTED(0x11, 0),
  /** Anything else. */
  UNSPECIFIED(0x80, 3),
  /** The bytes are no packet. */
  MALFORMED_PACKET(0x81, 0),
  /** The packet is in the wrong place, or contradicts itself. */
  PROTOCOL_ERROR(0x82, 0),
  /** Well formed, and not taken here. */
  IMPLEMENTATION_SPECIFIC(0x83, 0),
  /** Another version than 3.1.1 and 5. */
  UNSUPPORTED_VERSION(0x84, 1),
  /** A client id that is not allowed here. */
  CLIENT_ID_NOT_VALID(0x85, 2),
  /** The credential was refused. */
  BAD_CREDENTIAL(0x86, 4),
  /** Not now. */
  SERVER_UNAVAILABLE(0x88, 3),
  /** No room. */
  SERVER_BUSY(0x89, 3),
  /** Enhanced authentication is not offered. */
  BAD_AUTHENTICATION_METHOD(0x8C, 5),
  /** A filter that is well formed, and not offered. */
  TOPIC_FILTER_INVALID(0x8F, 0),
  /** A topic that is well formed, and not offered. */
  TOPIC_NAME_INVALID(0x90, 5),
  /** More messages at a time than we said. */
  RECEIVE_MAXIMUM_EXCEEDED(0x93, 0),
  /** Aliases are not offered. */
  TOPIC_ALIAS_INVALID(0x94, 0),
  /** Larger than we said. */
  PACKET_TOO_LARGE(0x95, 0),
  /** Too much of something that has a bound. */
  QUOTA_EXCEEDED(0x97, 3),
  /** Retained messages are not offered. */
  RETAIN_NOT_SUPPORTED(0x9A, 5),
  /** QoS 2 is not offered. */
  QOS_NOT_SUPPORTED(0x9B, 5),
  /** Go elsewhere, this time. */
  USE_ANOTHER_SERVER(0x9C, 3),
  /** Shared subscriptions are not offered. */
  SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(0x9E, 0),
  /** Too many log in at once. */
  CONNECTION_RATE_EXCEEDED(0x9F, 3),
  /** Subscription identifiers are not offered. */
  SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(0xA1, 0);

  /** What MQTT 3.1.1 answers to a subscription that it refuses. */
  public static final int FAILURE = 0x80;

  private final int number;
  private final int returnCode;

  ReasonCode(int number, int returnCode) {
    this.number = number;
    this.returnCode = returnCode;
  }

  /** As in MQTT 5. */
  public int number() {
    return number;
  }

  /**
   * As in a CONNACK of MQTT 3.1.1, 1 to 5; 0 if that has no word for it, and the connection is
   * closed without one.
   */
  public int returnCode() {
    return returnCode;
  }

  /** What a CONNACK says of a login that ends for {@code reason}. */
  public static ReasonCode ofLogin(DisconnectReason reason) {
    return switch (reason) {
      case BAD_CLIENT_ID, ALREADY_ONLINE -> CLIENT_ID_NOT_VALID;
      case AUTHENTICATION_FAILED -> BAD_CREDENTIAL;
      case UNSUPPORTED_VERSION -> UNSUPPORTED_VERSION;
      case BUSY, LOGINS_FULL -> SERVER_BUSY;
      case SOURCE_FULL, TOO_MANY_REFUSED -> QUOTA_EXCEEDED;
      case LATER -> CONNECTION_RATE_EXCEEDED;
      case AUTHENTICATOR_UNAVAILABLE, SHUTDOWN, DRAINED -> SERVER_UNAVAILABLE;
      case FRAME_TOO_LARGE -> PACKET_TOO_LARGE;
      case NOT_LOGGED_IN, LOGIN_TWICE -> PROTOCOL_ERROR;
      case MALFORMED_FRAME -> MALFORMED_PACKET;
      default -> UNSPECIFIED;
    };
  }

  /** The number in a DISCONNECT of a session that ends for {@code reason}. */
  public static int ofEnd(DisconnectReason reason) {
    return CloseCode.of(reason).mqttReasonCode();
  }
}
