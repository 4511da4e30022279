package io.heartwire.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads one frame where it lies, from the reader index of a buffer up to {@code end}.
 *
 * <p>Every loop here ends because every {@link FieldReader} call advances or throws.
 */
final class FrameReader {
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private FrameReader() {}

  static Frame frame(ByteBuf in, int end) {
    Frame frame = null;
    int unknownField = 0;
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      if (tag < FieldTag.FRAME_PING || tag > FieldTag.FRAME_RENEW || (tag & 7) != FieldTag.LENGTH) {
        unknownField = tag >>> 3;
        FieldReader.skip(in, end, tag);
        continue;
      }
      if (frame != null) {
        throw FrameException.malformed(
            "a frame has two kinds, allowed is one: send two frames instead");
      }
      frame = kind(tag, in, FieldReader.lengthEnd(in, end));
    }
    return frame != null ? frame : new Frame.Unknown(unknownField);
  }

  private static Frame kind(int tag, ByteBuf in, int end) {
    return switch (tag) {
      case FieldTag.FRAME_PING -> ping(in, end);
      case FieldTag.FRAME_PONG -> pong(in, end);
      case FieldTag.FRAME_MESSAGE -> message(in, end);
      case FieldTag.FRAME_ACK -> ack(in, end);
      case FieldTag.FRAME_HELLO -> hello(in, end);
      case FieldTag.FRAME_WELCOME -> welcome(in, end);
      case FieldTag.FRAME_GOODBYE -> goodbye(in, end);
      case FieldTag.FRAME_REFUSAL -> refusal(in, end);
      case FieldTag.FRAME_RENEW -> RenewReader.renew(in, end);
      default -> throw new IllegalStateException("no reader for the frame tag " + tag);
    };
  }

  private static Frame ping(ByteBuf in, int end) {
    long sequence = 0;
    Status status = Status.NONE;
    long intervalMs = 0;
    Directives directives = Directives.NONE;
    long groupVersion = 0;
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.PING_SEQUENCE -> sequence = FieldReader.varint(in, end);
        case FieldTag.PING_STATUS -> status = status(in, FieldReader.lengthEnd(in, end));
        case FieldTag.PING_INTERVAL -> intervalMs = FieldReader.number(in, end, "ping.interval_ms");
        case FieldTag.PING_DIRECTIVES ->
            directives = directives(in, FieldReader.lengthEnd(in, end));
        case FieldTag.PING_GROUP_VERSION ->
            groupVersion = FieldReader.number(in, end, "ping.group_version");
        default -> FieldReader.skip(in, end, tag);
      }
    }
    return new Frame.Ping(sequence, status, intervalMs, directives, groupVersion);
  }

  private static Frame pong(ByteBuf in, int end) {
    long sequence = 0;
    Status status = Status.NONE;
    Directives directives = Directives.NONE;
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.PONG_SEQUENCE -> sequence = FieldReader.varint(in, end);
        case FieldTag.PONG_STATUS -> status = status(in, FieldReader.lengthEnd(in, end));
        case FieldTag.PONG_DIRECTIVES ->
            directives = directives(in, FieldReader.lengthEnd(in, end));
        default -> FieldReader.skip(in, end, tag);
      }
    }
    return new Frame.Pong(sequence, status, directives);
  }

  private static Status status(ByteBuf in, int end) {
    OptionalDouble battery = OptionalDouble.empty();
    OptionalDouble signal = OptionalDouble.empty();
    OptionalDouble load = OptionalDouble.empty();
    String health = "";
    Map<String, String> values = Map.of();
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.STATUS_BATTERY -> battery = finite(FieldReader.fixed64(in, end));
        case FieldTag.STATUS_SIGNAL -> signal = finite(FieldReader.fixed64(in, end));
        case FieldTag.STATUS_LOAD -> load = finite(FieldReader.fixed64(in, end));
        case FieldTag.STATUS_HEALTH ->
            health = FieldReader.text(in, end, "status.health", Status.MAX_HEALTH_BYTES);
        case FieldTag.STATUS_VALUES -> {
          values = values.isEmpty() ? new HashMap<>() : values;
          entry(in, FieldReader.lengthEnd(in, end), values);
        }
        default -> FieldReader.skip(in, end, tag);
      }
    }
    Status status = new Status(battery, signal, load, health, values);
    return status.isEmpty() ? Status.NONE : status;
  }

  private static void entry(ByteBuf in, int end, Map<String, String> values) {
    String key = "";
    String value = "";
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.ENTRY_KEY ->
            key = FieldReader.text(in, end, "status.values key", Status.MAX_KEY_BYTES);
        case FieldTag.ENTRY_VALUE ->
            value = FieldReader.text(in, end, "status.values value", Status.MAX_VALUE_BYTES);
        default -> FieldReader.skip(in, end, tag);
      }
    }
    values.put(key, value);
    if (values.size() > Status.MAX_VALUES) {
      throw tooMany("status.values", Status.MAX_VALUES);
    }
  }

  private static Directives directives(ByteBuf in, int end) {
    long intervalMs = 0;
    long timeoutMs = 0;
    long groupVersion = 0;
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.DIRECTIVES_INTERVAL ->
            intervalMs = FieldReader.number(in, end, "directives.interval_ms");
        case FieldTag.DIRECTIVES_TIMEOUT ->
            timeoutMs = FieldReader.number(in, end, "directives.timeout_ms");
        case FieldTag.DIRECTIVES_GROUP_VERSION ->
            groupVersion = FieldReader.number(in, end, "directives.group_version");
        default -> FieldReader.skip(in, end, tag);
      }
    }
    return intervalMs == 0 && timeoutMs == 0 && groupVersion == 0
        ? Directives.NONE
        : new Directives(intervalMs, timeoutMs, groupVersion);
  }

  private static GroupVersion groupVersion(ByteBuf in, int end) {
    String group = "";
    long version = 0;
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.GROUP_NAME ->
            group = FieldReader.text(in, end, "group_version.group", GroupVersion.MAX_GROUP_BYTES);
        case FieldTag.GROUP_VERSION ->
            version = FieldReader.number(in, end, "group_version.version");
        default -> FieldReader.skip(in, end, tag);
      }
    }
    return new GroupVersion(group, version);
  }

  private static Frame message(ByteBuf in, int end) {
    String type = "";
    String id = "";
    Bytes body = Bytes.EMPTY;
    boolean ackWanted = false;
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.MESSAGE_TYPE ->
            type = FieldReader.text(in, end, "message.type", Frame.Message.MAX_TYPE_BYTES);
        case FieldTag.MESSAGE_ID ->
            id = FieldReader.text(in, end, "message.id", Frame.Message.MAX_ID_BYTES);
        case FieldTag.MESSAGE_BODY -> body = FieldReader.bytes(in, end, "message.body", NO_LIMIT);
        case FieldTag.MESSAGE_ACK_WANTED -> ackWanted = FieldReader.varint(in, end) != 0;
        default -> FieldReader.skip(in, end, tag);
      }
    }
    return new Frame.Message(type, id, body, ackWanted);
  }

  private static Frame ack(ByteBuf in, int end) {
    String id = "";
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      if (tag == FieldTag.ACK_ID) {
        id = FieldReader.text(in, end, "ack.id", Frame.Message.MAX_ID_BYTES);
      } else {
        FieldReader.skip(in, end, tag);
      }
    }
    return new Frame.Ack(id);
  }

  private static Frame refusal(ByteBuf in, int end) {
    String id = "";
    Frame.Refusal.Cause cause = Frame.Refusal.Cause.UNSPECIFIED;
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.REFUSAL_ID ->
            id = FieldReader.text(in, end, "refusal.id", Frame.Message.MAX_ID_BYTES);
        case FieldTag.REFUSAL_CAUSE -> cause = Frame.Refusal.Cause.of(FieldReader.varint(in, end));
        default -> FieldReader.skip(in, end, tag);
      }
    }
    return new Frame.Refusal(id, cause);
  }

  private static Frame hello(ByteBuf in, int end) {
    int version = 0;
    long capabilities = 0;
    String clientId = "";
    String user = "";
    String credential = "";
    String clientVersion = "";
    long wishedMs = 0;
    Bytes token = Bytes.EMPTY;
    Optional<LastDisconnect> last = Optional.empty();
    List<String> tags = List.of();
    GroupVersion group = GroupVersion.NONE;
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.HELLO_PROTOCOL_VERSION -> version = FieldReader.smallNumber(in, end);
        case FieldTag.HELLO_CAPABILITIES -> capabilities = FieldReader.varint(in, end);
        case FieldTag.HELLO_CLIENT_ID ->
            clientId =
                FieldReader.text(in, end, "hello.client_id", Frame.Hello.MAX_CLIENT_ID_BYTES);
        case FieldTag.HELLO_USER ->
            user = FieldReader.text(in, end, "hello.user", Frame.Hello.MAX_USER_BYTES);
        case FieldTag.HELLO_CREDENTIAL ->
            credential =
                FieldReader.text(in, end, "hello.credential", Frame.Hello.MAX_CREDENTIAL_BYTES);
        case FieldTag.HELLO_CLIENT_VERSION ->
            clientVersion =
                FieldReader.text(in, end, "hello.client_version", Frame.Hello.MAX_VERSION_BYTES);
        case FieldTag.HELLO_WISHED_INTERVAL ->
            wishedMs = FieldReader.number(in, end, "hello.wished_interval_ms");
        case FieldTag.HELLO_RESUME_TOKEN ->
            token = FieldReader.bytes(in, end, "hello.resume_token", Frame.Hello.MAX_TOKEN_BYTES);
        case FieldTag.HELLO_LAST_DISCONNECT ->
            last = Optional.of(lastDisconnect(in, FieldReader.lengthEnd(in, end)));
        case FieldTag.HELLO_TAGS -> {
          tags = tags.isEmpty() ? new ArrayList<>() : tags;
          mayTakeOneMore("hello.tags", tags, Frame.Hello.MAX_TAGS);
          tags.add(FieldReader.text(in, end, "hello.tags", Frame.Hello.MAX_TAG_BYTES));
        }
        case FieldTag.HELLO_GROUP_DATA -> group = groupVersion(in, FieldReader.lengthEnd(in, end));
        default -> FieldReader.skip(in, end, tag);
      }
    }
    return new Frame.Hello(
        version,
        capabilities,
        clientId,
        user,
        credential,
        clientVersion,
        wishedMs,
        token,
        last,
        tags,
        group);
  }

  private static void mayTakeOneMore(String field, List<String> elements, int max) {
    if (elements.size() == max) {
      throw tooMany(field, max);
    }
  }

  private static LastDisconnect lastDisconnect(ByteBuf in, int end) {
    String session = "";
    String cause = "";
    long sinceEnd = 0;
    long sinceHeard = 0;
    long unsent = -1;
    long unacked = -1;
    boolean changed = false;
    long stalled = 0;
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.LAST_SESSION_ID ->
            session =
                FieldReader.text(
                    in, end, "last_disconnect.session_id", Frame.Welcome.MAX_SESSION_BYTES);
        case FieldTag.LAST_CAUSE ->
            cause =
                FieldReader.text(in, end, "last_disconnect.cause", LastDisconnect.MAX_CAUSE_BYTES);
        case FieldTag.LAST_SINCE_END ->
            sinceEnd = FieldReader.number(in, end, "last_disconnect.since_end_ms");
        case FieldTag.LAST_SINCE_HEARD ->
            sinceHeard = FieldReader.number(in, end, "last_disconnect.since_heard_ms");
        case FieldTag.LAST_UNSENT ->
            unsent = FieldReader.number(in, end, "last_disconnect.unsent_bytes");
        case FieldTag.LAST_UNACKED ->
            unacked = FieldReader.number(in, end, "last_disconnect.unacked_bytes");
        case FieldTag.LAST_NETWORK_CHANGED -> changed = FieldReader.varint(in, end) != 0;
        case FieldTag.LAST_STALLED ->
            stalled = FieldReader.number(in, end, "last_disconnect.stalled_ms");
        default -> FieldReader.skip(in, end, tag);
      }
    }
    return new LastDisconnect(
        session, cause, sinceEnd, sinceHeard, unsent, unacked, changed, stalled);
  }

  private static Frame welcome(ByteBuf in, int end) {
    String session = "";
    long epoch = 0;
    long intervalMs = 0;
    long timeoutMs = 0;
    Bytes token = Bytes.EMPTY;
    long serverTimeMs = 0;
    GroupVersion group = GroupVersion.NONE;
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.WELCOME_SESSION_ID ->
            session =
                FieldReader.text(in, end, "welcome.session_id", Frame.Welcome.MAX_SESSION_BYTES);
        case FieldTag.WELCOME_EPOCH -> epoch = FieldReader.varint(in, end);
        case FieldTag.WELCOME_INTERVAL ->
            intervalMs = FieldReader.number(in, end, "welcome.interval_ms");
        case FieldTag.WELCOME_TIMEOUT ->
            timeoutMs = FieldReader.number(in, end, "welcome.timeout_ms");
        case FieldTag.WELCOME_RESUME_TOKEN ->
            token = FieldReader.bytes(in, end, "welcome.resume_token", Frame.Hello.MAX_TOKEN_BYTES);
        case FieldTag.WELCOME_SERVER_TIME ->
            serverTimeMs = FieldReader.number(in, end, "welcome.server_time_ms");
        case FieldTag.WELCOME_GROUP_DATA ->
            group = groupVersion(in, FieldReader.lengthEnd(in, end));
        default -> FieldReader.skip(in, end, tag);
      }
    }
    return new Frame.Welcome(session, epoch, intervalMs, timeoutMs, token, serverTimeMs, group);
  }

  private static Frame goodbye(ByteBuf in, int end) {
    int code = 0;
    String detail = "";
    long retryAfterMs = -1;
    List<String> endpoints = new ArrayList<>();
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.GOODBYE_CODE -> code = FieldReader.smallNumber(in, end);
        case FieldTag.GOODBYE_DETAIL ->
            detail = FieldReader.text(in, end, "goodbye.detail", Frame.Goodbye.MAX_DETAIL_BYTES);
        case FieldTag.GOODBYE_RETRY_AFTER ->
            retryAfterMs = FieldReader.number(in, end, "goodbye.retry_after_ms");
        case FieldTag.GOODBYE_ENDPOINTS -> {
          mayTakeOneMore("goodbye.endpoints", endpoints, Frame.Goodbye.MAX_ENDPOINTS);
          endpoints.add(
              FieldReader.text(in, end, "goodbye.endpoints", Frame.Goodbye.MAX_ENDPOINT_BYTES));
        }
        default -> FieldReader.skip(in, end, tag);
      }
    }
    return new Frame.Goodbye(CloseCode.byNumber(code), detail, retryAfterMs, endpoints);
  }

  private static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  private static FrameException tooMany(String field, int max) {
    return FrameException.malformed(
        field + " has more than " + max + " entries, limit " + max + ": leave some out");
  }
}
