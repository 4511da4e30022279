package io.heartwire.gateway.transport.websocket;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.GroupVersion;
import io.heartwire.wire.LastDisconnect;
import io.heartwire.wire.Status;
import java.util.Base64;
import java.util.List;

/**
 * Writes the JSON form of frames, see {@link JsonReader}. A member with its default value is left
 * out. Thread safe.
 */
final class JsonWriter {
  /** The greatest whole number that JavaScript reads as it is. */
  private static final long MAX_EXACT = (1L << 53) - 1;

  private JsonWriter() {}

  /** {@code frame} as JSON. */
  static String write(Frame frame) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    if (frame instanceof Frame.Ping ping) {
      ObjectNode to = root.putObject("ping");
      bits(to, "sequence", ping.sequence());
      status(to, ping.status());
      number(to, "intervalMs", ping.intervalMs());
      directives(to, ping.directives());
      number(to, "groupVersion", ping.groupVersion());
    } else if (frame instanceof Frame.Pong pong) {
      ObjectNode to = root.putObject("pong");
      bits(to, "sequence", pong.sequence());
      status(to, pong.status());
      directives(to, pong.directives());
    } else if (frame instanceof Frame.Message message) {
      ObjectNode to = root.putObject("message");
      text(to, "type", message.type());
      text(to, "id", message.id());
      bytes(to, "body", message.body());
      flag(to, "ackWanted", message.ackWanted());
    } else if (frame instanceof Frame.Ack ack) {
      text(root.putObject("ack"), "id", ack.id());
    } else if (frame instanceof Frame.Refusal refusal) {
      ObjectNode to = root.putObject("refusal");
      text(to, "id", refusal.id());
      to.put("cause", refusal.cause().name());
    } else if (frame instanceof Frame.Hello hello) {
      hello(root.putObject("hello"), hello);
    } else if (frame instanceof Frame.Welcome welcome) {
      welcome(root.putObject("welcome"), welcome);
    } else if (frame instanceof Frame.Goodbye goodbye) {
      goodbye(root.putObject("goodbye"), goodbye);
    } else if (frame instanceof Frame.Renew renew) {
      ObjectNode to = root.putObject("renew");
      text(to, "credential", renew.credential());
      number(to, "expiresInMs", renew.expiresInMs());
    }
    return root.toString();
  }

  private static void hello(ObjectNode to, Frame.Hello hello) {
    number(to, "protocolVersion", hello.protocolVersion());
    bits(to, "capabilities", hello.capabilities());
    text(to, "clientId", hello.clientId());
    text(to, "user", hello.user());
    text(to, "credential", hello.credential());
    text(to, "clientVersion", hello.clientVersion());
    number(to, "wishedIntervalMs", hello.wishedIntervalMs());
    bytes(to, "resumeToken", hello.resumeToken());
    hello.lastDisconnect().ifPresent(last -> lastDisconnect(to.putObject("lastDisconnect"), last));
    texts(to, "tags", hello.tags());
    groupData(to, hello.groupData());
  }

  private static void lastDisconnect(ObjectNode to, LastDisconnect last) {
    text(to, "sessionId", last.sessionId());
    text(to, "cause", last.cause());
    number(to, "sinceEndMs", last.sinceEndMs());
    number(to, "sinceHeardMs", last.sinceHeardMs());
    optional(to, "unsentBytes", last.unsentBytes());
    optional(to, "unackedBytes", last.unackedBytes());
    flag(to, "networkChanged", last.networkChanged());
    number(to, "stalledMs", last.stalledMs());
  }

  private static void welcome(ObjectNode to, Frame.Welcome welcome) {
    text(to, "sessionId", welcome.sessionId());
    bits(to, "epoch", welcome.epoch());
    number(to, "intervalMs", welcome.intervalMs());
    number(to, "timeoutMs", welcome.timeoutMs());
    bytes(to, "resumeToken", welcome.resumeToken());
    number(to, "serverTimeMs", welcome.serverTimeMs());
    groupData(to, welcome.groupData());
  }

  private static void goodbye(ObjectNode to, Frame.Goodbye goodbye) {
    number(to, "code", goodbye.code().number());
    // For people, and for clients that would else carry a table of names.
    to.put("reason", goodbye.code().name());
    text(to, "detail", goodbye.detail());
    optional(to, "retryAfterMs", goodbye.retryAfterMs());
    texts(to, "endpoints", goodbye.endpoints());
  }

  private static void groupData(ObjectNode to, GroupVersion version) {
    if (!version.isEmpty()) {
      ObjectNode data = to.putObject("groupData");
      text(data, "group", version.group());
      number(data, "version", version.version());
    }
  }

  private static void status(ObjectNode to, Status said) {
    if (said.isEmpty()) {
      return;
    }
    ObjectNode status = to.putObject("status");
    said.battery().ifPresent(value -> status.put("battery", value));
    said.signal().ifPresent(value -> status.put("signal", value));
    said.load().ifPresent(value -> status.put("load", value));
    text(status, "health", said.health());
    if (!said.values().isEmpty()) {
      ObjectNode values = status.putObject("values");
      said.values().forEach(values::put);
    }
  }

  private static void directives(ObjectNode to, Directives said) {
    if (!said.isEmpty()) {
      ObjectNode directives = to.putObject("directives");
      number(directives, "intervalMs", said.intervalMs());
      number(directives, "timeoutMs", said.timeoutMs());
      number(directives, "groupVersion", said.groupVersion());
    }
  }

  private static void text(ObjectNode to, String name, String value) {
    if (!value.isEmpty()) {
      to.put(name, value);
    }
  }

  private static void texts(ObjectNode to, String name, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = to.putArray(name);
      values.forEach(array::add);
    }
  }

  private static void bytes(ObjectNode to, String name, Bytes value) {
    if (!value.isEmpty()) {
      to.put(name, Base64.getEncoder().encodeToString(value.toByteArray()));
    }
  }

  private static void flag(ObjectNode to, String name, boolean value) {
    if (value) {
      to.put(name, true);
    }
  }

  private static void number(ObjectNode to, String name, long value) {
    if (value != 0) {
      to.put(name, value);
    }
  }

  private static void optional(ObjectNode to, String name, long value) {
    if (value >= 0) {
      to.put(name, value);
    }
  }

  private static void bits(ObjectNode to, String name, long value) {
    if (value < 0 || value > MAX_EXACT) {
      to.put(name, Long.toUnsignedString(value));
    } else {
      number(to, name, value);
    }
  }
}
