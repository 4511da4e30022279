package io.heartwire.gateway.targets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.health.ClientStatus;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Reads what a target says of itself: a JSON object with {@code battery}, {@code signal}, {@code
 * load}, {@code health}, and anything else by name. Thread safe.
 *
 * <p>Bounds, as of clients: {@value #MOST_VALUES} other fields, names of {@value #MOST_NAME}
 * characters, values of {@value #MOST_VALUE}. What is beyond, nested or no JSON is left out.
 */
final class StatusText {
  private static final int MOST_VALUES = 32;
  private static final int MOST_NAME = 64;
  private static final int MOST_VALUE = 256;

  private final ObjectMapper json = new ObjectMapper();
  private final InstantSource wallClock;

  /**
   * What was read.
   *
   * @param remark why that is not all of it; empty if it is
   */
  record Reading(ClientStatus status, String remark) {
    static final Reading NONE = new Reading(ClientStatus.NONE, "");
  }

  StatusText(InstantSource wallClock) {
    this.wallClock = wallClock;
  }

  Reading read(byte[] text) {
    return read(text, Map.of());
  }

  /** Of {@code text}, with {@code more} fields that it does not name itself. */
  Reading read(byte[] text, Map<String, String> more) {
    JsonNode said;
    try {
      said = text.length == 0 ? json.createObjectNode() : json.readTree(text);
    } catch (IOException e) {
      return new Reading(status(json.createObjectNode(), more), "its status is not JSON");
    }
    return said.isObject()
        ? new Reading(status(said, more), "")
        : new Reading(status(json.createObjectNode(), more), "its status is not a JSON object");
  }

  private ClientStatus status(JsonNode said, Map<String, String> more) {
    Map<String, String> values = new TreeMap<>(more);
    String health = more.getOrDefault("health", "");
    for (Map.Entry<String, JsonNode> field : said.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      boolean fits = name.length() <= MOST_NAME && value.asText().length() <= MOST_VALUE;
      if (!value.isValueNode() || value.isNull() || !fits) {
        continue;
      }
      if (name.equals("health")) {
        health = value.asText();
      } else if (!isNumber(name, value) && values.size() < MOST_VALUES) {
        values.put(name, value.asText());
      }
    }
    values.remove("health");
    var numbers =
        new ClientStatus.Numbers(
            number(said.path("battery")), number(said.path("signal")), number(said.path("load")));
    if (values.isEmpty() && health.isEmpty() && numbers.equals(ClientStatus.Numbers.NONE)) {
      return ClientStatus.NONE;
    }
    return ClientStatus.of(numbers, health, values, wallClock.millis(), word -> word);
  }

  private static boolean isNumber(String name, JsonNode value) {
    return value.isNumber()
        && (name.equals("battery") || name.equals("signal") || name.equals("load"));
  }

  private static OptionalDouble number(JsonNode node) {
    double value = node.isNumber() ? node.asDouble() : Double.NaN;
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
