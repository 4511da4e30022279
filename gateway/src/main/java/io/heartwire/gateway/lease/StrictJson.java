package io.heartwire.gateway.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one JSON object, and says what is wrong with it: nothing is guessed, and nothing that is
 * not known is passed over. Thread safe.
 */
final class StrictJson {
  private static final int DEEPEST = 4;
  private static final ObjectMapper JSON = mapper();

  private final ObjectNode object;
  private final String where;

  private StrictJson(ObjectNode object, String where) {
    this.object = object;
    this.where = where;
  }

  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxNumberLength(32).build());
    return mapper;
  }

  /** The object that {@code body} is, with none but the members {@code known}. */
  static StrictJson of(byte[] body, Set<String> known) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedBeatException("the body is not UTF-8: encode it so");
    }
    try {
      return object(JSON.readTree(text), "", "the body", known);
    } catch (JsonProcessingException e) {
      throw new MalformedBeatException(
          "the body is not JSON as it should be ("
              + e.getOriginalMessage().lines().findFirst().orElse("")
              + "): correct it");
    }
  }

  private static StrictJson object(JsonNode node, String where, String name, Set<String> known) {
    if (!(node instanceof ObjectNode object)) {
      throw new MalformedBeatException(
          name + " is " + kind(node) + ", must be an object: send {…}");
    }
    object
        .fieldNames()
        .forEachRemaining(
            member -> {
              if (!known.contains(member)) {
                throw new MalformedBeatException(
                    "'" + where + shown(member) + "' is not known here: known are " + known);
              }
            });
    return new StrictJson(object, where);
  }

  private static String shown(String name) {
    return name.length() > 64 ? name.substring(0, 64) + "…" : name;
  }

  private static String kind(JsonNode node) {
    return node.isMissingNode() || node.getNodeType() == JsonNodeType.NULL
        ? "empty"
        : "of kind " + node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private MalformedBeatException wrong(String name, JsonNode value, String must) {
    return new MalformedBeatException(where + name + " is " + kind(value) + ", must be " + must);
  }

  boolean has(String name) {
    return object.has(name);
  }

  /** Empty if it is absent. */
  String text(String name, int maxBytes) {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return "";
    }
    if (!value.isTextual()) {
      throw wrong(name, value, "text");
    }
    return checked(where + name, value.textValue(), maxBytes);
  }

  static String checked(String name, String text, int maxBytes) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > maxBytes) {
      throw new MalformedBeatException(
          name + " has " + bytes + " bytes of UTF-8, limit " + maxBytes + ": shorten it");
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        throw new MalformedBeatException(
            String.format(
                "%s has the control character U+%04X at position %d: remove it",
                name, (int) text.charAt(i), i));
      }
    }
    return text;
  }

  Optional<Long> wholeNumber(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new MalformedBeatException(
          where + name + " is " + value + ", must be a whole number from 0 on: correct it");
    }
    return Optional.of(value.longValue());
  }

  Optional<Double> number(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrong(name, value, "a number");
    }
    return Optional.of(value.doubleValue());
  }

  List<String> texts(String name, int most, int maxBytes) {
    var texts = new ArrayList<String>();
    for (JsonNode each : list(name, most)) {
      if (!each.isTextual() || each.textValue().isEmpty()) {
        throw wrong(name, each, "a list of texts that are not empty");
      }
      texts.add(checked(where + name, each.textValue(), maxBytes));
    }
    return texts;
  }

  private List<JsonNode> list(String name, int most) {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(name, value, "a list");
    }
    if (value.size() > most) {
      throw new MalformedBeatException(
          where + name + " has " + value.size() + " entries, limit " + most + ": send fewer");
    }
    var all = new ArrayList<JsonNode>(value.size());
    value.forEach(all::add);
    return all;
  }

  /** The objects of a list, in order. */
  List<JsonNode> objects(String name, int most) {
    return list(name, most);
  }

  /** One of those, with none but the members {@code known}. */
  static StrictJson item(JsonNode node, String name, Set<String> known) {
    return object(node, name + ".", name, known);
  }

  /** A member that is an object; empty if it is absent. */
  Optional<StrictJson> member(String name, Set<String> known) {
    JsonNode value = object.path(name);
    return value.isMissingNode()
        ? Optional.empty()
        : Optional.of(object(value, where + name + ".", where + name, known));
  }

  /** A member whose own members are whatever the client likes. */
  Optional<ObjectNode> free(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!(value instanceof ObjectNode free)) {
      throw wrong(name, value, "an object");
    }
    return Optional.of(free);
  }
}
