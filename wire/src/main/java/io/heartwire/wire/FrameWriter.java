package io.heartwire.wire;

import static io.heartwire.wire.FieldWriter.nestedSize;
import static io.heartwire.wire.FieldWriter.numberSize;
import static io.heartwire.wire.FieldWriter.textSize;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/** Writes frames; each size method counts exactly what its write method writes. */
final class FrameWriter {
  private FrameWriter() {}

  /** The tag of {@code frame} within {@code Frame}. */
  static int tag(Frame frame) {
    if (frame instanceof Frame.Ping) {
      return FieldTag.FRAME_PING;
    } else if (frame instanceof Frame.Pong) {
      return FieldTag.FRAME_PONG;
    } else if (frame instanceof Frame.Message) {
      return FieldTag.FRAME_MESSAGE;
    } else if (frame instanceof Frame.Ack) {
      return FieldTag.FRAME_ACK;
    } else if (frame instanceof Frame.Hello) {
      return FieldTag.FRAME_HELLO;
    } else if (frame instanceof Frame.Welcome) {
      return FieldTag.FRAME_WELCOME;
    } else if (frame instanceof Frame.Goodbye) {
      return FieldTag.FRAME_GOODBYE;
    } else if (frame instanceof Frame.Refusal) {
      return FieldTag.FRAME_REFUSAL;
    } else if (frame instanceof Frame.Renew) {
      return FieldTag.FRAME_RENEW;
    }
    throw new IllegalArgumentException(frame + " cannot be sent: it is not of this version");
  }

  /** The bytes of {@code frame} without its tag and length. */
  static int size(Frame frame) {
    if (frame instanceof Frame.Ping ping) {
      return numberSize(ping.sequence())
          + statusFieldSize(ping.status())
          + numberSize(ping.intervalMs())
          + directivesFieldSize(ping.directives())
          + numberSize(ping.groupVersion());
    } else if (frame instanceof Frame.Pong pong) {
      return numberSize(pong.sequence())
          + statusFieldSize(pong.status())
          + directivesFieldSize(pong.directives());
    } else if (frame instanceof Frame.Message message) {
      return textSize(message.type())
          + textSize(message.id())
          + FieldWriter.bytesSize(message.body())
          + FieldWriter.flagSize(message.ackWanted());
    } else if (frame instanceof Frame.Ack ack) {
      return textSize(ack.id());
    } else if (frame instanceof Frame.Hello hello) {
      return size(hello);
    } else if (frame instanceof Frame.Welcome welcome) {
      return size(welcome);
    } else if (frame instanceof Frame.Goodbye goodbye) {
      return size(goodbye);
    } else if (frame instanceof Frame.Refusal refusal) {
      return textSize(refusal.id()) + numberSize(refusal.cause().number());
    } else if (frame instanceof Frame.Renew renew) {
      return textSize(renew.credential()) + numberSize(renew.expiresInMs());
    }
    throw new IllegalArgumentException(frame + " cannot be sent: it is not of this version");
  }

  /** Writes what {@link #size(Frame)} counted. */
  static void write(ByteBuf out, Frame frame) {
    if (frame instanceof Frame.Ping ping) {
      FieldWriter.number(out, FieldTag.PING_SEQUENCE, ping.sequence());
      statusField(out, FieldTag.PING_STATUS, ping.status());
      FieldWriter.number(out, FieldTag.PING_INTERVAL, ping.intervalMs());
      directivesField(out, FieldTag.PING_DIRECTIVES, ping.directives());
      FieldWriter.number(out, FieldTag.PING_GROUP_VERSION, ping.groupVersion());
    } else if (frame instanceof Frame.Pong pong) {
      FieldWriter.number(out, FieldTag.PONG_SEQUENCE, pong.sequence());
      statusField(out, FieldTag.PONG_STATUS, pong.status());
      directivesField(out, FieldTag.PONG_DIRECTIVES, pong.directives());
    } else if (frame instanceof Frame.Message message) {
      FieldWriter.text(out, FieldTag.MESSAGE_TYPE, message.type());
      FieldWriter.text(out, FieldTag.MESSAGE_ID, message.id());
      FieldWriter.bytes(out, FieldTag.MESSAGE_BODY, message.body());
      FieldWriter.flag(out, FieldTag.MESSAGE_ACK_WANTED, message.ackWanted());
    } else if (frame instanceof Frame.Ack ack) {
      FieldWriter.text(out, FieldTag.ACK_ID, ack.id());
    } else if (frame instanceof Frame.Hello hello) {
      write(out, hello);
    } else if (frame instanceof Frame.Welcome welcome) {
      write(out, welcome);
    } else if (frame instanceof Frame.Goodbye goodbye) {
      write(out, goodbye);
    } else if (frame instanceof Frame.Refusal refusal) {
      FieldWriter.text(out, FieldTag.REFUSAL_ID, refusal.id());
      FieldWriter.number(out, FieldTag.REFUSAL_CAUSE, refusal.cause().number());
    } else if (frame instanceof Frame.Renew renew) {
      FieldWriter.text(out, FieldTag.RENEW_CREDENTIAL, renew.credential());
      FieldWriter.number(out, FieldTag.RENEW_EXPIRES_IN, renew.expiresInMs());
    }
  }

  private static int size(Frame.Hello hello) {
    int size = hello.groupData().isEmpty() ? 0 : nestedSize(size(hello.groupData()));
    for (String tag : hello.tags()) {
      size += FieldWriter.elementSize(tag);
    }
    return size
        + numberSize(hello.protocolVersion())
        + numberSize(hello.capabilities())
        + textSize(hello.clientId())
        + textSize(hello.user())
        + textSize(hello.credential())
        + textSize(hello.clientVersion())
        + numberSize(hello.wishedIntervalMs())
        + FieldWriter.bytesSize(hello.resumeToken())
        + hello.lastDisconnect().map(last -> nestedSize(size(last))).orElse(0);
  }

  private static void write(ByteBuf out, Frame.Hello hello) {
    FieldWriter.number(out, FieldTag.HELLO_PROTOCOL_VERSION, hello.protocolVersion());
    FieldWriter.number(out, FieldTag.HELLO_CAPABILITIES, hello.capabilities());
    FieldWriter.text(out, FieldTag.HELLO_CLIENT_ID, hello.clientId());
    FieldWriter.text(out, FieldTag.HELLO_USER, hello.user());
    FieldWriter.text(out, FieldTag.HELLO_CREDENTIAL, hello.credential());
    FieldWriter.text(out, FieldTag.HELLO_CLIENT_VERSION, hello.clientVersion());
    FieldWriter.number(out, FieldTag.HELLO_WISHED_INTERVAL, hello.wishedIntervalMs());
    FieldWriter.bytes(out, FieldTag.HELLO_RESUME_TOKEN, hello.resumeToken());
    if (hello.lastDisconnect().isPresent()) {
      LastDisconnect last = hello.lastDisconnect().get();
      nested(out, FieldTag.HELLO_LAST_DISCONNECT, last, FrameWriter::size, FrameWriter::write);
    }
    for (String tag : hello.tags()) {
      FieldWriter.element(out, FieldTag.HELLO_TAGS, tag);
    }
    groupField(out, FieldTag.HELLO_GROUP_DATA, hello.groupData());
  }

  private static void groupField(ByteBuf out, int tag, GroupVersion group) {
    if (!group.isEmpty()) {
      nested(out, tag, group, FrameWriter::size, FrameWriter::write);
    }
  }

  private static int size(GroupVersion group) {
    return textSize(group.group()) + numberSize(group.version());
  }

  private static void write(ByteBuf out, GroupVersion group) {
    FieldWriter.text(out, FieldTag.GROUP_NAME, group.group());
    FieldWriter.number(out, FieldTag.GROUP_VERSION, group.version());
  }

  private static int size(LastDisconnect last) {
    return textSize(last.sessionId())
        + textSize(last.cause())
        + numberSize(last.sinceEndMs())
        + numberSize(last.sinceHeardMs())
        + FieldWriter.optionalSize(last.unsentBytes())
        + FieldWriter.optionalSize(last.unackedBytes())
        + FieldWriter.flagSize(last.networkChanged())
        + numberSize(last.stalledMs());
  }

  private static void write(ByteBuf out, LastDisconnect last) {
    FieldWriter.text(out, FieldTag.LAST_SESSION_ID, last.sessionId());
    FieldWriter.text(out, FieldTag.LAST_CAUSE, last.cause());
    FieldWriter.number(out, FieldTag.LAST_SINCE_END, last.sinceEndMs());
    FieldWriter.number(out, FieldTag.LAST_SINCE_HEARD, last.sinceHeardMs());
    FieldWriter.optional(out, FieldTag.LAST_UNSENT, last.unsentBytes());
    FieldWriter.optional(out, FieldTag.LAST_UNACKED, last.unackedBytes());
    FieldWriter.flag(out, FieldTag.LAST_NETWORK_CHANGED, last.networkChanged());
    FieldWriter.number(out, FieldTag.LAST_STALLED, last.stalledMs());
  }

  private static int size(Frame.Welcome welcome) {
    return textSize(welcome.sessionId())
        + numberSize(welcome.epoch())
        + numberSize(welcome.intervalMs())
        + numberSize(welcome.timeoutMs())
        + FieldWriter.bytesSize(welcome.resumeToken())
        + numberSize(welcome.serverTimeMs())
        + (welcome.groupData().isEmpty() ? 0 : nestedSize(size(welcome.groupData())));
  }

  private static void write(ByteBuf out, Frame.Welcome welcome) {
    FieldWriter.text(out, FieldTag.WELCOME_SESSION_ID, welcome.sessionId());
    FieldWriter.number(out, FieldTag.WELCOME_EPOCH, welcome.epoch());
    FieldWriter.number(out, FieldTag.WELCOME_INTERVAL, welcome.intervalMs());
    FieldWriter.number(out, FieldTag.WELCOME_TIMEOUT, welcome.timeoutMs());
    FieldWriter.bytes(out, FieldTag.WELCOME_RESUME_TOKEN, welcome.resumeToken());
    FieldWriter.number(out, FieldTag.WELCOME_SERVER_TIME, welcome.serverTimeMs());
    groupField(out, FieldTag.WELCOME_GROUP_DATA, welcome.groupData());
  }

  private static int size(Frame.Goodbye goodbye) {
    int size =
        numberSize(goodbye.code().number())
            + textSize(goodbye.detail())
            + FieldWriter.optionalSize(goodbye.retryAfterMs());
    for (String endpoint : goodbye.endpoints()) {
      size += FieldWriter.elementSize(endpoint);
    }
    return size;
  }

  private static void write(ByteBuf out, Frame.Goodbye goodbye) {
    FieldWriter.number(out, FieldTag.GOODBYE_CODE, goodbye.code().number());
    FieldWriter.text(out, FieldTag.GOODBYE_DETAIL, goodbye.detail());
    FieldWriter.optional(out, FieldTag.GOODBYE_RETRY_AFTER, goodbye.retryAfterMs());
    for (String endpoint : goodbye.endpoints()) {
      FieldWriter.element(out, FieldTag.GOODBYE_ENDPOINTS, endpoint);
    }
  }

  private static int statusFieldSize(Status status) {
    return status.isEmpty() ? 0 : nestedSize(size(status));
  }

  private static void statusField(ByteBuf out, int tag, Status status) {
    if (!status.isEmpty()) {
      nested(out, tag, status, FrameWriter::size, FrameWriter::write);
    }
  }

  private static int size(Status status) {
    int size =
        FieldWriter.fixed64Size(status.battery())
            + FieldWriter.fixed64Size(status.signal())
            + FieldWriter.fixed64Size(status.load())
            + textSize(status.health());
    for (Map.Entry<String, String> entry : status.values().entrySet()) {
      size += nestedSize(size(entry));
    }
    return size;
  }

  private static void write(ByteBuf out, Status status) {
    FieldWriter.fixed64(out, FieldTag.STATUS_BATTERY, status.battery());
    FieldWriter.fixed64(out, FieldTag.STATUS_SIGNAL, status.signal());
    FieldWriter.fixed64(out, FieldTag.STATUS_LOAD, status.load());
    FieldWriter.text(out, FieldTag.STATUS_HEALTH, status.health());
    for (Map.Entry<String, String> entry : status.values().entrySet()) {
      nested(out, FieldTag.STATUS_VALUES, entry, FrameWriter::size, FrameWriter::write);
    }
  }

  private static int size(Map.Entry<String, String> entry) {
    return FieldWriter.elementSize(entry.getKey()) + FieldWriter.elementSize(entry.getValue());
  }

  private static void write(ByteBuf out, Map.Entry<String, String> entry) {
    FieldWriter.element(out, FieldTag.ENTRY_KEY, entry.getKey());
    FieldWriter.element(out, FieldTag.ENTRY_VALUE, entry.getValue());
  }

  private static int directivesFieldSize(Directives directives) {
    return directives.isEmpty() ? 0 : nestedSize(size(directives));
  }

  private static void directivesField(ByteBuf out, int tag, Directives directives) {
    if (!directives.isEmpty()) {
      nested(out, tag, directives, FrameWriter::size, FrameWriter::write);
    }
  }

  private static int size(Directives directives) {
    return numberSize(directives.intervalMs())
        + numberSize(directives.timeoutMs())
        + numberSize(directives.groupVersion());
  }

  private static void write(ByteBuf out, Directives directives) {
    FieldWriter.number(out, FieldTag.DIRECTIVES_INTERVAL, directives.intervalMs());
    FieldWriter.number(out, FieldTag.DIRECTIVES_TIMEOUT, directives.timeoutMs());
    FieldWriter.number(out, FieldTag.DIRECTIVES_GROUP_VERSION, directives.groupVersion());
  }

  /**
   * A field that holds a message of its own. The two functions capture nothing, so that a heartbeat
   * allocates nothing for them.
   */
  private static <T> void nested(
      ByteBuf out, int tag, T message, ToIntFunction<T> size, BiConsumer<ByteBuf, T> write) {
    FieldWriter.nested(out, tag, size.applyAsInt(message));
    write.accept(out, message);
  }
}
