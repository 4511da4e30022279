package io.heartwire.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.ToldIncident;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Incidents that no gateway shows, as the one that had them was lost: what it told when they
 * opened. The evidence was in its memory, and is gone.
 */
final class ToldIncidents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SAME =
      List.of("trigger", "detail", "victims", "suspects", "cause", "subject", "confidence");

  private ToldIncidents() {}

  /** Of {@code told} those that are not among {@code shown}, which are summaries as well. */
  static List<ObjectNode> beside(List<ObjectNode> shown, List<ToldIncident> told) {
    Set<String> known = new HashSet<>();
    shown.forEach(it -> known.add(key(it.path("node").asText(), it.path("id").asText())));
    return told.stream()
        .filter(it -> known.add(key(it.node(), it.id())))
        .filter(it -> parsed(it).path("since").isTextual())
        .map(ToldIncidents::summary)
        .toList();
  }

  private static String key(String node, String id) {
    return id + " " + node;
  }

  /** As {@code GET /api/v1/incidents} says of one that a gateway shows itself. */
  private static ObjectNode summary(ToldIncident told) {
    JsonNode data = parsed(told);
    ObjectNode to = JsonNodeFactory.instance.objectNode();
    to.put("id", told.id());
    to.put("node", told.node());
    to.set("openedAt", data.path("since"));
    told.lostAt().ifPresent(at -> to.put("closedAt", at.toString()).put("lost", true));
    for (String name : SAME) {
      to.set(name, data.path(name));
    }
    to.set("attachedBefore", data.path("attached"));
    to.put("unheard", 0);
    to.set("sentence", data.path("verdict"));
    return to;
  }

  /** The one of this id with the first word that was said of it. */
  static Optional<ObjectNode> find(List<ToldIncident> told, String id) {
    return told.stream()
        .filter(it -> it.id().equals(id))
        .findFirst()
        .map(
            it -> {
              JsonNode data = parsed(it);
              ObjectNode one = summary(it);
              ObjectNode diagnosis = one.putObject("diagnosis");
              ObjectNode verdict = diagnosis.putObject("verdict");
              verdict.put("against", "");
              List.of("cause", "subject", "confidence", "advice", "command")
                  .forEach(name -> verdict.set(name, data.path(name)));
              verdict.set("sentence", data.path("verdict"));
              verdict
                  .putArray("facts")
                  .add(
                      it.lostAt().isPresent()
                          ? "gateway "
                              + it.node()
                              + " was lost while this was open, and its evidence with it: it ends"
                              + " when that gateway was last known to live"
                          : "gateway "
                              + it.node()
                              + " does not answer: this is what it told when it opened");
              diagnosis.putArray("findings").add(verdict.deepCopy());
              diagnosis.putArray("suspects");
              return one;
            });
  }

  private static JsonNode parsed(ToldIncident told) {
    try {
      return JSON.readTree(told.data());
    } catch (JsonProcessingException e) {
      // What cannot be read has no beginning, and is not shown.
      return JsonNodeFactory.instance.objectNode();
    }
  }
}
