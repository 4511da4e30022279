package io.heartwire.gateway.transport.websocket;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.GroupVersion;
import io.heartwire.wire.LastDisconnect;
import io.heartwire.wire.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the JSON form of frames: one object with one member, whose name is the kind. What it does
 * not know it ignores, as a reader of the binary form does. Thread safe.
 */
final class JsonReader {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build()
          .readerFor(JsonNode.class);

  private static final Set<String> KINDS =
      Set.of("ping", "pong", "message", "ack", "refusal", "hello", "welcome", "goodbye", "renew");

  private JsonReader() {}

  /**
   * The frame that {@code text} is.
   *
   * @throws IllegalArgumentException if it is none; the message says why, and may be told
   */
  static Frame read(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "this is not JSON: " + e.getOriginalMessage() + ": correct it");
    }
    if (!root.isObject()) {
      throw new IllegalArgumentException(
          "a message is " + root.getNodeType() + ", must be an object: correct it");
    }
    List<Frame> frames = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : root.properties()) {
      if (KINDS.contains(member.getKey())) {
        frames.add(frame(member.getKey(), new JsonFields(member.getKey(), member.getValue())));
      }
    }
    if (frames.size() > 1) {
      throw new IllegalArgumentException(
          "a message has " + frames.size() + " kinds of frames, must have one: send several");
    }
    return frames.isEmpty() ? new Frame.Unknown(0) : frames.get(0);
  }

  private static Frame frame(String kind, JsonFields fields) {
    return switch (kind) {
      case "ping" ->
          new Frame.Ping(
              fields.bits("sequence"),
              status(fields.nested("status")),
              fields.number("intervalMs"),
              directives(fields.nested("directives")),
              fields.number("groupVersion"));
      case "pong" ->
          new Frame.Pong(
              fields.bits("sequence"),
              status(fields.nested("status")),
              directives(fields.nested("directives")));
      case "message" ->
          new Frame.Message(
              fields.text("type"),
              fields.text("id"),
              Bytes.copyOf(fields.bytes("body")),
              fields.flag("ackWanted"));
      case "ack" -> new Frame.Ack(fields.text("id"));
      case "refusal" -> new Frame.Refusal(fields.text("id"), cause(fields));
      case "hello" -> hello(fields);
      case "welcome" -> welcome(fields);
      case "goodbye" -> goodbye(fields);
      case "renew" -> new Frame.Renew(fields.text("credential"), fields.number("expiresInMs"));
      default -> new Frame.Unknown(0);
    };
  }

  private static Frame.Refusal.Cause cause(JsonFields fields) {
    return switch (fields.text("cause")) {
      case "BUSY" -> Frame.Refusal.Cause.BUSY;
      case "FAILED" -> Frame.Refusal.Cause.FAILED;
      default -> Frame.Refusal.Cause.UNSPECIFIED;
    };
  }

  private static Frame.Hello hello(JsonFields fields) {
    return new Frame.Hello(
        (int) Math.min(Integer.MAX_VALUE, fields.number("protocolVersion")),
        fields.bits("capabilities"),
        fields.text("clientId"),
        fields.text("user"),
        fields.text("credential"),
        fields.text("clientVersion"),
        fields.number("wishedIntervalMs"),
        Bytes.copyOf(fields.bytes("resumeToken")),
        fields.has("lastDisconnect")
            ? Optional.of(lastDisconnect(fields.nested("lastDisconnect")))
            : Optional.empty(),
        fields.texts("tags"),
        groupVersion(fields.nested("groupData")));
  }

  private static LastDisconnect lastDisconnect(JsonFields fields) {
    return new LastDisconnect(
        fields.text("sessionId"),
        fields.text("cause"),
        fields.number("sinceEndMs"),
        fields.number("sinceHeardMs"),
        fields.has("unsentBytes") ? fields.number("unsentBytes") : -1,
        fields.has("unackedBytes") ? fields.number("unackedBytes") : -1,
        fields.flag("networkChanged"),
        fields.number("stalledMs"));
  }

  private static Frame.Welcome welcome(JsonFields fields) {
    return new Frame.Welcome(
        fields.text("sessionId"),
        fields.bits("epoch"),
        fields.number("intervalMs"),
        fields.number("timeoutMs"),
        Bytes.copyOf(fields.bytes("resumeToken")),
        fields.number("serverTimeMs"),
        groupVersion(fields.nested("groupData")));
  }

  private static Frame.Goodbye goodbye(JsonFields fields) {
    return new Frame.Goodbye(
        CloseCode.byNumber((int) Math.min(Integer.MAX_VALUE, fields.number("code"))),
        fields.text("detail"),
        fields.has("retryAfterMs") ? fields.number("retryAfterMs") : -1,
        fields.texts("endpoints"));
  }

  private static GroupVersion groupVersion(JsonFields fields) {
    return fields.isEmpty()
        ? GroupVersion.NONE
        : new GroupVersion(fields.text("group"), fields.number("version"));
  }

  private static Directives directives(JsonFields fields) {
    return fields.isEmpty()
        ? Directives.NONE
        : new Directives(
            fields.number("intervalMs"), fields.number("timeoutMs"), fields.number("groupVersion"));
  }

  private static Status status(JsonFields fields) {
    return fields.isEmpty()
        ? Status.NONE
        : new Status(
            fields.real("battery"),
            fields.real("signal"),
            fields.real("load"),
            fields.text("health"),
            fields.map("values"));
  }
}
