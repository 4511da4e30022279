package io.heartwire.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import io.heartwire.doctor.evidence.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Evidence as JSON: a column for each signal, null where it was not there. */
final class EvidenceJson {
  private EvidenceJson() {}

  static ObjectNode write(ObjectMapper json, Window window) {
    ObjectNode to = json.createObjectNode();
    ArrayNode times = to.putArray("times");
    window.readings().forEach(it -> times.add(it.at().toString()));
    ObjectNode signals = to.putObject("signals");
    for (Signal signal : Signal.values()) {
      if (window.values(signal).findAny().isPresent()) {
        ObjectNode column = signals.putObject(signal.word());
        column.put("unit", signal.unit());
        ArrayNode values = column.putArray("values");
        window.readings().forEach(it -> put(values, it.value(signal)));
      }
    }
    to.set("happenings", json.valueToTree(window.happenings()));
    to.set("unavailable", json.valueToTree(window.unavailable()));
    ArrayNode handlers = to.putArray("handlers");
    window.readings().forEach(it -> handlers.addPOJO(it.handlers()));
    return json.valueToTree(to);
  }

  private static void put(ArrayNode values, OptionalDouble value) {
    if (value.isPresent()) {
      // More digits than anybody reads make the file twice as long.
      values.add(Math.round(value.getAsDouble() * 1_000) / 1_000.0);
    } else {
      values.addNull();
    }
  }

  static Window read(ObjectMapper json, JsonNode from) {
    List<Reading.Builder> readings = new ArrayList<>();
    for (JsonNode time : from.path("times")) {
      readings.add(Reading.at(Instant.parse(time.asText()), 0));
    }
    for (Signal signal : Signal.values()) {
      JsonNode values = from.path("signals").path(signal.word()).path("values");
      for (int i = 0; i < Math.min(values.size(), readings.size()); i++) {
        if (values.get(i).isNumber()) {
          readings.get(i).set(signal, values.get(i).asDouble());
        }
      }
    }
    JsonNode handlers = from.path("handlers");
    for (int i = 0; i < Math.min(handlers.size(), readings.size()); i++) {
      readings.get(i).handlers(uses(handlers.get(i)));
    }
    List<Happening> happenings = new ArrayList<>();
    for (JsonNode it : from.path("happenings")) {
      happenings.add(json.convertValue(it, Happening.class));
    }
    return new Window(
        readings.stream().map(Reading.Builder::build).toList(),
        happenings,
        unavailable(from.path("unavailable")));
  }

  private static Map<String, Reading.LoopUse> uses(JsonNode from) {
    Map<String, Reading.LoopUse> uses = new HashMap<>();
    from.properties()
        .forEach(
            it ->
                uses.put(
                    it.getKey(),
                    new Reading.LoopUse(
                        it.getValue().path("ms").asDouble(), it.getValue().path("runs").asLong())));
    return uses;
  }

  private static Map<Signal, String> unavailable(JsonNode from) {
    Map<Signal, String> unavailable = new EnumMap<>(Signal.class);
    for (Signal signal : Signal.values()) {
      if (from.path(signal.word()).isTextual()) {
        unavailable.put(signal, from.path(signal.word()).asText());
      }
    }
    return unavailable;
  }
}
