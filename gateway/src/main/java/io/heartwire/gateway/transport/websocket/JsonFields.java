package io.heartwire.gateway.transport.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The members of one object of a frame. One that is absent or null has the default value; one of
 * another type than it should be is refused with {@link IllegalArgumentException}.
 */
final class JsonFields {
  private final String path;
  private final JsonNode node;

  JsonFields(String path, JsonNode node) {
    this.path = path;
    this.node = node.isNull() ? MissingNode.getInstance() : node;
    if (!this.node.isObject() && !this.node.isMissingNode()) {
      throw wrong(path, node, "an object");
    }
  }

  /** True if there is nothing. */
  boolean isEmpty() {
    return node.isEmpty();
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  JsonFields nested(String name) {
    return new JsonFields(path + "." + name, node.path(name));
  }

  String text(String name) {
    JsonNode value = node.path(name);
    if (absent(value)) {
      return "";
    }
    return text(name, value);
  }

  private String text(String name, JsonNode value) {
    if (!value.isTextual()) {
      throw wrong(path + "." + name, value, "a text");
    }
    return value.textValue();
  }

  boolean flag(String name) {
    JsonNode value = node.path(name);
    if (absent(value)) {
      return false;
    }
    if (!value.isBoolean()) {
      throw wrong(path + "." + name, value, "true or false");
    }
    return value.booleanValue();
  }

  /** A whole number, as such or as its digits in a text; its range is the frame's business. */
  long number(String name) {
    JsonNode value = node.path(name);
    if (absent(value)) {
      return 0;
    }
    if (value.isTextual()) {
      return digits(name, value);
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(path + "." + name, value, "a whole number");
    }
    return value.longValue();
  }

  /** Any 64 bits, written as a number without a sign; beyond 2^53 better as a text. */
  long bits(String name) {
    JsonNode value = node.path(name);
    if (value.isIntegralNumber()) {
      return parse(name, value, value.asText());
    }
    return number(name);
  }

  private long digits(String name, JsonNode value) {
    return parse(name, value, value.textValue());
  }

  private long parse(String name, JsonNode value, String digits) {
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw wrong(path + "." + name, value, "a whole number of at most 64 bits");
    }
  }

  OptionalDouble real(String name) {
    JsonNode value = node.path(name);
    if (absent(value)) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber()) {
      throw wrong(path + "." + name, value, "a number");
    }
    double real = value.doubleValue();
    return Double.isFinite(real) ? OptionalDouble.of(real) : OptionalDouble.empty();
  }

  byte[] bytes(String name) {
    String text = text(name);
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          path + "." + name + " is not base64: encode its bytes as RFC 4648 has it", e);
    }
  }

  List<String> texts(String name) {
    JsonNode value = node.path(name);
    if (absent(value)) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(path + "." + name, value, "an array");
    }
    List<String> texts = new ArrayList<>();
    value.forEach(element -> texts.add(text(name, element)));
    return texts;
  }

  Map<String, String> map(String name) {
    JsonNode value = node.path(name);
    if (absent(value)) {
      return Map.of();
    }
    if (!value.isObject()) {
      throw wrong(path + "." + name, value, "an object");
    }
    Map<String, String> map = new HashMap<>();
    value.properties().forEach(entry -> map.put(entry.getKey(), text(name, entry.getValue())));
    return map;
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static IllegalArgumentException wrong(String field, JsonNode value, String wanted) {
    return new IllegalArgumentException(
        field + " is of type " + value.getNodeType() + ", must be " + wanted + ": correct it");
  }
}
