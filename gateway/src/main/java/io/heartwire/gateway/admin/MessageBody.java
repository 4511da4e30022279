package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.MessagesConfig;
import io.heartwire.gateway.mail.Letter;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Reads a message to clients from a request. */
final class MessageBody {
  private static final Set<String> MEMBERS =
      Set.of("type", "body", "bodyBase64", "id", "deadlineMs", "expiryMs");

  /** What a body grows by in JSON: six characters for one, at the worst. */
  private static final int GROWTH = 6;

  private static final int REST = 4_096;

  private MessageBody() {}

  /** What {@code request} holds, with what is {@code configured} for what it leaves out. */
  static Letter read(
      Context request, ObjectMapper json, MessagesConfig configured, LongSupplier randomIds) {
    long most = configured.waitingBytes().bytes();
    JsonNode body =
        RequestBody.of(request, json, (int) most * GROWTH + REST, MessageBody::expected);
    if (!body.isObject()) {
      throw expected("the body is no JSON object");
    }
    for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!MEMBERS.contains(name)) {
        throw expected("member '" + name + "' is not known");
      }
    }
    String type = text(body, "type", Frame.Message.MAX_TYPE_BYTES);
    String id =
        body.has("id")
            ? text(body, "id", Frame.Message.MAX_ID_BYTES)
            : HexFormat.of().toHexDigits(randomIds.getAsLong());
    Bytes content = content(body);
    long bytes = content.size() + (long) type.length() + id.length();
    if (bytes > most) {
      throw new Refusal(
          413,
          "Message too large",
          "the message has "
              + bytes
              + " bytes, and no more than "
              + most
              + " may wait for a client (messages.waiting-bytes): shorten it, or raise that");
    }
    Duration deadline =
        time(body, "deadlineMs", configured.deadline(), MessagesConfig::checkDeadline);
    Duration expiry = time(body, "expiryMs", configured.expiry(), MessagesConfig::checkExpiry);
    if (expiry.compareTo(deadline) < 0) {
      throw Refusal.badRequest(
          "expiryMs ("
              + expiry.toMillis()
              + ") must be at least deadlineMs ("
              + deadline.toMillis()
              + "): raise it");
    }
    return new Letter(id, type, content, deadline, expiry);
  }

  private static String text(JsonNode body, String name, int mostBytes) {
    JsonNode value = body.path(name);
    int bytes = value.asText("").getBytes(StandardCharsets.UTF_8).length;
    if (!value.isTextual() || bytes == 0 || bytes > mostBytes) {
      throw expected(
          name
              + " must be a text of 1 to "
              + mostBytes
              + " bytes"
              + (value.isTextual() ? ", and has " + bytes : ""));
    }
    return value.textValue();
  }

  private static Bytes content(JsonNode body) {
    if (body.has("body") && body.has("bodyBase64")) {
      throw expected("there are a body and a bodyBase64");
    }
    if (body.has("body")) {
      if (!body.path("body").isTextual()) {
        throw expected("body must be a text; JSON goes into it as text, too");
      }
      return Bytes.utf8(body.path("body").textValue());
    }
    try {
      return Bytes.copyOf(Base64.getDecoder().decode(body.path("bodyBase64").asText("")));
    } catch (IllegalArgumentException e) {
      throw expected("bodyBase64 is not Base64");
    }
  }

  private static Duration time(
      JsonNode body, String name, Duration otherwise, BiConsumer<String, Duration> check) {
    if (!body.has(name)) {
      return otherwise;
    }
    if (!body.path(name).canConvertToLong() || !body.path(name).isIntegralNumber()) {
      throw expected(name + " must be a whole number of milliseconds");
    }
    Duration time = Duration.ofMillis(body.path(name).longValue());
    try {
      check.accept(name, time);
    } catch (ConfigException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
    return time;
  }

  private static Refusal expected(String but) {
    return Refusal.badRequest(
        but
            + ": send {\"type\": \"greeting\", \"body\": \"hello\"}, and if you like id,"
            + " deadlineMs, expiryMs, or bodyBase64 in place of body");
  }
}
