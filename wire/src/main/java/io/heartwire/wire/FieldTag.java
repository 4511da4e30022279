package io.heartwire.wire;

/**
 * The tags of {@code heartwire.proto} as they stand in the bytes: field number and wire type.
 *
 * <p>A field that comes with another wire type has another tag and is thus skipped as unknown, as
 * protobuf demands.
 */
final class FieldTag {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int FIXED32 = 5;

  static final int FRAME_PING = (1 << 3) | LENGTH;
  static final int FRAME_PONG = (2 << 3) | LENGTH;
  static final int FRAME_MESSAGE = (3 << 3) | LENGTH;
  static final int FRAME_ACK = (4 << 3) | LENGTH;
  static final int FRAME_HELLO = (5 << 3) | LENGTH;
  static final int FRAME_WELCOME = (6 << 3) | LENGTH;
  static final int FRAME_GOODBYE = (7 << 3) | LENGTH;
  static final int FRAME_REFUSAL = (8 << 3) | LENGTH;
  static final int FRAME_RENEW = (9 << 3) | LENGTH;

  static final int PING_SEQUENCE = (1 << 3) | VARINT;
  static final int PING_STATUS = (2 << 3) | LENGTH;
  static final int PING_INTERVAL = (3 << 3) | VARINT;
  static final int PING_DIRECTIVES = (4 << 3) | LENGTH;
  static final int PING_GROUP_VERSION = (5 << 3) | VARINT;

  static final int PONG_SEQUENCE = (1 << 3) | VARINT;
  static final int PONG_STATUS = (2 << 3) | LENGTH;
  static final int PONG_DIRECTIVES = (3 << 3) | LENGTH;

  static final int STATUS_BATTERY = (1 << 3) | FIXED64;
  static final int STATUS_SIGNAL = (2 << 3) | FIXED64;
  static final int STATUS_LOAD = (3 << 3) | FIXED64;
  static final int STATUS_HEALTH = (4 << 3) | LENGTH;
  static final int STATUS_VALUES = (5 << 3) | LENGTH;
  static final int ENTRY_KEY = (1 << 3) | LENGTH;
  static final int ENTRY_VALUE = (2 << 3) | LENGTH;

  static final int DIRECTIVES_INTERVAL = (1 << 3) | VARINT;
  static final int DIRECTIVES_TIMEOUT = (2 << 3) | VARINT;
  static final int DIRECTIVES_GROUP_VERSION = (3 << 3) | VARINT;

  static final int GROUP_NAME = (1 << 3) | LENGTH;
  static final int GROUP_VERSION = (2 << 3) | VARINT;

  static final int MESSAGE_TYPE = (1 << 3) | LENGTH;
  static final int MESSAGE_ID = (2 << 3) | LENGTH;
  static final int MESSAGE_BODY = (3 << 3) | LENGTH;
  static final int MESSAGE_ACK_WANTED = (4 << 3) | VARINT;

  static final int ACK_ID = (1 << 3) | LENGTH;

  static final int REFUSAL_ID = (1 << 3) | LENGTH;
  static final int REFUSAL_CAUSE = (2 << 3) | VARINT;

  static final int RENEW_CREDENTIAL = (1 << 3) | LENGTH;
  static final int RENEW_EXPIRES_IN = (2 << 3) | VARINT;

  static final int HELLO_PROTOCOL_VERSION = (1 << 3) | VARINT;
  static final int HELLO_CAPABILITIES = (2 << 3) | VARINT;
  static final int HELLO_CLIENT_ID = (3 << 3) | LENGTH;
  static final int HELLO_USER = (4 << 3) | LENGTH;
  static final int HELLO_CREDENTIAL = (5 << 3) | LENGTH;
  static final int HELLO_CLIENT_VERSION = (6 << 3) | LENGTH;
  static final int HELLO_WISHED_INTERVAL = (7 << 3) | VARINT;
  static final int HELLO_RESUME_TOKEN = (8 << 3) | LENGTH;
  static final int HELLO_LAST_DISCONNECT = (9 << 3) | LENGTH;
  static final int HELLO_TAGS = (10 << 3) | LENGTH;
  static final int HELLO_GROUP_DATA = (11 << 3) | LENGTH;

  static final int LAST_SESSION_ID = (1 << 3) | LENGTH;
  static final int LAST_CAUSE = (2 << 3) | LENGTH;
  static final int LAST_SINCE_END = (3 << 3) | VARINT;
  static final int LAST_SINCE_HEARD = (4 << 3) | VARINT;
  static final int LAST_UNSENT = (5 << 3) | VARINT;
  static final int LAST_UNACKED = (6 << 3) | VARINT;
  static final int LAST_NETWORK_CHANGED = (7 << 3) | VARINT;
  static final int LAST_STALLED = (8 << 3) | VARINT;

  static final int WELCOME_SESSION_ID = (1 << 3) | LENGTH;
  static final int WELCOME_EPOCH = (2 << 3) | VARINT;
  static final int WELCOME_INTERVAL = (3 << 3) | VARINT;
  static final int WELCOME_TIMEOUT = (4 << 3) | VARINT;
  static final int WELCOME_RESUME_TOKEN = (5 << 3) | LENGTH;
  static final int WELCOME_SERVER_TIME = (6 << 3) | VARINT;
  static final int WELCOME_GROUP_DATA = (7 << 3) | LENGTH;

  static final int GOODBYE_CODE = (1 << 3) | VARINT;
  static final int GOODBYE_DETAIL = (2 << 3) | LENGTH;
  static final int GOODBYE_RETRY_AFTER = (3 << 3) | VARINT;
  static final int GOODBYE_ENDPOINTS = (4 << 3) | LENGTH;

  private FieldTag() {}
}
