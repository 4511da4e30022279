package io.heartwire.wire;

import static io.heartwire.core.liveness.DisconnectReason.CLOSED_BY_USER;
import static io.heartwire.core.liveness.DisconnectReason.CONNECT_FAILED;
import static io.heartwire.core.liveness.DisconnectReason.FIN;
import static io.heartwire.core.liveness.DisconnectReason.NO_PONG;
import static io.heartwire.core.liveness.DisconnectReason.RESET;

import io.heartwire.core.liveness.DisconnectReason;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why a connection was closed, as a number that tells the client what to do.
 *
 * <p>The range is the advice: a client that does not know a number obeys its hundred. The number is
 * the code of a TCP goodbye and the close code of a WebSocket; the other doors have their own
 * numbers here too. {@code docs/close-codes.md} is generated from this enum.
 */
public enum CloseCode {
  /** The connection ended without a code. Never sent: a side notes it for itself. */
  CONNECTION_LOST(
      4000,
      0x80,
      0,
      "The connection ended without a code. Never sent: a side notes it for itself.",
      RESET,
      FIN,
      NO_PONG,
      CONNECT_FAILED),
  /** No byte within the timeout. Never sent on TCP: a dead peer gets no goodbye. */
  SILENT(
      4001,
      0x8D,
      408,
      "No byte within the timeout. Never sent on TCP: a dead peer gets no goodbye.",
      DisconnectReason.SILENT),
  /** The client's kernel answered, its application did not. Never sent on TCP. */
  CLIENT_FROZEN(
      4002,
      0x8D,
      408,
      "The client's kernel answered, its application did not. Never sent on TCP.",
      DisconnectReason.CLIENT_FROZEN),
  /** A frame was begun and not ended in time. */
  FRAME_TIMEOUT(
      4003, 0x83, 408, "A frame was begun and not ended in time.", DisconnectReason.FRAME_TIMEOUT),
  /** No complete login in time. */
  LOGIN_TIMEOUT(4004, 0x83, 408, "No complete login in time.", DisconnectReason.LOGIN_TIMEOUT),
  /** The client does not read what is sent to it. Never sent on TCP: it would not be read. */
  SLOW_CONSUMER(
      4005,
      0x97,
      429,
      "The client does not read what is sent to it. Never sent on TCP: it would not be read.",
      DisconnectReason.SLOW_CONSUMER),
  /** A defect of the server. */
  INTERNAL_ERROR(4006, 0x80, 500, "A defect of the server.", DisconnectReason.INTERNAL_ERROR),
  /** No common TLS, or what came is none. Never sent: TLS has an alert of its own. */
  TLS_FAILED(
      4007,
      0x80,
      400,
      "No common TLS, or what came is none. Never sent: TLS has an alert of its own.",
      DisconnectReason.TLS_FAILED),
  /** A client that holds no connection has not reported in time. Never sent: nobody is there. */
  LEASE_EXPIRED(
      4008,
      0x8D,
      408,
      "A client that holds no connection has not reported in time. Never sent: nobody is there.",
      DisconnectReason.LEASE_EXPIRED),
  /** Stands for a code of a later version in this range. */
  OTHER_RECONNECT(4099, 0x80, 503, "Stands for a code of a later version in this range."),

  /** No room for another connection. */
  BUSY(4100, 0x89, 503, "No room for another connection.", DisconnectReason.BUSY),
  /** The server is being stopped. */
  SHUTDOWN(4101, 0x8B, 503, "The server is being stopped.", DisconnectReason.SHUTDOWN),
  /** The server could not find out whether the credential is good. */
  AUTHENTICATOR_UNAVAILABLE(
      4102,
      0x88,
      503,
      "The server could not find out whether the credential is good.",
      DisconnectReason.AUTHENTICATOR_UNAVAILABLE),
  /** Alive, but no message for the idle timeout: come back when there is something to say. */
  IDLE(
      4103,
      0x98,
      408,
      "Alive, but no message for the idle timeout: come back when there is something to say.",
      DisconnectReason.IDLE),
  /** Logged in elsewhere, and that login stands; if it is dead, it will be found to be. */
  ALREADY_ONLINE(
      4104,
      0x85,
      409,
      "Logged in elsewhere, and that login stands; if it is dead, it will be found to be.",
      DisconnectReason.ALREADY_ONLINE),
  /** Too many log in at once: the client's turn comes at retry-after, and is kept for it. */
  LATER(
      4105,
      0x9F,
      503,
      "Too many log in at once: the client's turn comes at retry-after, and is kept for it.",
      DisconnectReason.LATER),
  /** Too many logins are under way. */
  LOGINS_FULL(4106, 0x89, 503, "Too many logins are under way.", DisconnectReason.LOGINS_FULL),
  /** Too many connections from the same address or network. */
  SOURCE_FULL(
      4107,
      0x97,
      429,
      "Too many connections from the same address or network.",
      DisconnectReason.SOURCE_FULL),
  /** The client pings far more often than it was told to, again and again. */
  PING_FLOOD(
      4108,
      0x96,
      429,
      "The client pings far more often than it was told to, again and again.",
      DisconnectReason.PING_FLOOD),
  /** The server is being drained: come back, or go elsewhere, at the time that is given. */
  DRAINED(
      4109,
      0x8B,
      503,
      "The server is being drained: come back, or go elsewhere, at the time that is given.",
      DisconnectReason.DRAINED),
  /** Too many logins from its address, or under its name, were refused. */
  TOO_MANY_REFUSED(
      4110,
      0x97,
      429,
      "Too many logins from its address, or under its name, were refused.",
      DisconnectReason.TOO_MANY_REFUSED),
  /** Stands for a code of a later version in this range. */
  OTHER_LATER(4199, 0x88, 503, "Stands for a code of a later version in this range."),

  /** The credential was refused. */
  AUTHENTICATION_FAILED(
      4200, 0x86, 401, "The credential was refused.", DisconnectReason.AUTHENTICATION_FAILED),
  /** The credential ran out on a living connection, and no newer one came in time. */
  CREDENTIAL_EXPIRED(
      4201,
      0x87,
      401,
      "The credential ran out on a living connection, and no newer one came in time.",
      DisconnectReason.CREDENTIAL_EXPIRED),
  /** Stands for a code of a later version in this range. */
  OTHER_CREDENTIAL(4299, 0x87, 401, "Stands for a code of a later version in this range."),

  /** The sender is done. What a client says when it leaves on purpose. */
  GOODBYE(
      4300,
      0x00,
      204,
      "The sender is done. What a client says when it leaves on purpose.",
      DisconnectReason.GOODBYE,
      CLOSED_BY_USER),
  /** A newer login of the same client took over. */
  TAKEN_OVER(
      4301, 0x8E, 409, "A newer login of the same client took over.", DisconnectReason.TAKEN_OVER),
  /** Logged out by an operator. */
  KICKED(4302, 0x98, 403, "Logged out by an operator.", DisconnectReason.KICKED),
  /** Stands for a code of a later version in this range. */
  OTHER_FINAL(4399, 0x98, 410, "Stands for a code of a later version in this range."),

  /** The bytes are not a frame, or a field exceeds its limit. */
  MALFORMED_FRAME(
      4400,
      0x81,
      400,
      "The bytes are not a frame, or a field exceeds its limit.",
      DisconnectReason.MALFORMED_FRAME),
  /** A frame is larger than the limit. */
  FRAME_TOO_LARGE(
      4401, 0x95, 413, "A frame is larger than the limit.", DisconnectReason.FRAME_TOO_LARGE),
  /** The client id has a wrong length or character. */
  BAD_CLIENT_ID(
      4402,
      0x85,
      400,
      "The client id has a wrong length or character.",
      DisconnectReason.BAD_CLIENT_ID),
  /** The protocol version is not spoken here. */
  UNSUPPORTED_VERSION(
      4403,
      0x84,
      426,
      "The protocol version is not spoken here.",
      DisconnectReason.UNSUPPORTED_VERSION),
  /** Something other than a login came first. */
  NOT_LOGGED_IN(
      4404, 0x82, 400, "Something other than a login came first.", DisconnectReason.NOT_LOGGED_IN),
  /** A second login on a connection that is logged in. */
  LOGIN_TWICE(
      4405,
      0x82,
      409,
      "A second login on a connection that is logged in.",
      DisconnectReason.LOGIN_TWICE),
  /** Stands for a code of a later version in this range. */
  OTHER_PROTOCOL_ERROR(4499, 0x82, 400, "Stands for a code of a later version in this range.");

  /** What a client does after a close. */
  public enum Advice {
    /** Come back by yourself, with the ordinary back-off. */
    RECONNECT(4000),
    /**
     * Come back by yourself, but not before retry-after, or the longest back-off if there is none.
     */
    RECONNECT_LATER(4100),
    /** Come back only with another credential. */
    RECONNECT_WITH_NEW_CREDENTIAL(4200),
    /** Do not come back by yourself: somebody decided this. */
    DO_NOT_RECONNECT(4300),
    /** Do not come back until the client's software or settings are repaired. */
    REPAIR_FIRST(4400);

    private final int from;

    Advice(int from) {
      this.from = from;
    }

    /** The first number of the range that gives this advice. */
    public int from() {
      return from;
    }

    /** The last number of the range that gives this advice. */
    public int to() {
      return from + 99;
    }

    /** True if a client comes back by itself, now or later. */
    public boolean mayReconnect() {
      return this == RECONNECT || this == RECONNECT_LATER;
    }
  }

  private static final Map<Integer, CloseCode> BY_NUMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(CloseCode::number, Function.identity()));

  private static final Map<DisconnectReason, CloseCode> BY_REASON = byReason();

  private final int number;
  private final int mqttReasonCode;
  private final int httpStatus;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable, its type does not say so.
  private final List<DisconnectReason> reasons;

  CloseCode(
      int number,
      int mqttReasonCode,
      int httpStatus,
      String description,
      DisconnectReason... reasons) {
    this.description = description;
    this.number = number;
    this.mqttReasonCode = mqttReasonCode;
    this.httpStatus = httpStatus;
    this.reasons = List.of(reasons);
  }

  /** The code for {@code reason}; every reason has exactly one. */
  public static CloseCode of(DisconnectReason reason) {
    CloseCode code = BY_REASON.get(reason);
    if (code == null) {
      throw new IllegalStateException(reason + " has no close code: give it one in CloseCode");
    }
    return code;
  }

  /**
   * The code with {@code number}. A number of a later version gives the {@code OTHER_…} code of its
   * range, and one outside all ranges {@link #OTHER_RECONNECT}.
   */
  public static CloseCode byNumber(int number) {
    CloseCode code = BY_NUMBER.get(number);
    if (code != null) {
      return code;
    }
    for (Advice advice : Advice.values()) {
      if (number >= advice.from() && number <= advice.to()) {
        return BY_NUMBER.getOrDefault(advice.to(), OTHER_RECONNECT);
      }
    }
    return OTHER_RECONNECT;
  }

  /** The number in a TCP goodbye, 4000 to 4499. */
  public int number() {
    return number;
  }

  /** The close code of a WebSocket: the same number. */
  public int webSocketCloseCode() {
    return number;
  }

  /** The reason code of an MQTT 5 DISCONNECT or CONNACK. */
  public int mqttReasonCode() {
    return mqttReasonCode;
  }

  /** The status of an HTTP response; 0 if no response can carry this code. */
  public int httpStatus() {
    return httpStatus;
  }

  /** What a client does after it; decided by the range alone. */
  public Advice advice() {
    return Advice.values()[(number - Advice.RECONNECT.from()) / 100];
  }

  /** What it means, in one or two sentences. */
  public String description() {
    return description;
  }

  /** The causes that it stands for; empty for the {@code OTHER_…} codes. */
  public List<DisconnectReason> reasons() {
    return reasons;
  }

  /** The cause to record for a peer that sent this code. */
  public DisconnectReason reason() {
    return reasons.isEmpty() ? DisconnectReason.GOODBYE : reasons.get(0);
  }

  private static Map<DisconnectReason, CloseCode> byReason() {
    Map<DisconnectReason, CloseCode> codes = new EnumMap<>(DisconnectReason.class);
    for (CloseCode code : values()) {
      for (DisconnectReason reason : code.reasons) {
        codes.put(reason, code);
      }
    }
    return codes;
  }
}
