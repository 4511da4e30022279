package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One incident that several gateways had is one: those of the same trigger and the same cause that
 * overlap in time, or follow each other within {@value #SLACK_SECONDS} s. It has the id of the one
 * that was opened first, and the sum of their figures.
 */
final class IncidentGroups {
  private static final int SLACK_SECONDS = 10;
  private static final List<String> SUMS =
      List.of("attachedBefore", "victims", "suspects", "unheard");

  private IncidentGroups() {}

  /** {@code summaries} of all gateways, grouped; the newest first. */
  static List<ObjectNode> of(List<ObjectNode> summaries) {
    List<ObjectNode> inOrder = new ArrayList<>(summaries);
    inOrder.sort(
        Comparator.<ObjectNode, Instant>comparing(it -> moment(it, "openedAt"))
            .thenComparing(it -> it.path("node").asText()));
    List<List<ObjectNode>> groups = new ArrayList<>();
    for (ObjectNode summary : inOrder) {
      groups.stream()
          .filter(group -> group.stream().anyMatch(member -> isOne(member, summary)))
          .findFirst()
          .orElseGet(
              () -> {
                List<ObjectNode> group = new ArrayList<>();
                groups.add(group);
                return group;
              })
          .add(summary);
    }
    List<ObjectNode> merged = new ArrayList<>();
    for (List<ObjectNode> group : groups) {
      merged.add(0, group.size() == 1 ? group.get(0) : merged(group));
    }
    return merged;
  }

  /** {@code later} was not opened before {@code earlier}. A gateway has one at a time. */
  private static boolean isOne(JsonNode earlier, JsonNode later) {
    return same(earlier, later, "trigger")
        && same(earlier, later, "cause")
        && !same(earlier, later, "node")
        && (!earlier.has("closedAt")
            || !moment(later, "openedAt")
                .isAfter(moment(earlier, "closedAt").plus(Duration.ofSeconds(SLACK_SECONDS))));
  }

  private static boolean same(JsonNode one, JsonNode other, String member) {
    return one.path(member).equals(other.path(member));
  }

  private static Instant moment(JsonNode summary, String member) {
    return Instant.parse(summary.path(member).asText());
  }

  private static ObjectNode merged(List<ObjectNode> group) {
    ObjectNode one = group.get(0).deepCopy();
    SUMS.forEach(sum -> one.put(sum, group.stream().mapToLong(it -> it.path(sum).asLong()).sum()));
    one.remove(List.of("closedAt", "lost"));
    if (group.stream().allMatch(it -> it.has("closedAt"))) {
      Instant last =
          group.stream()
              .map(it -> moment(it, "closedAt"))
              .max(Comparator.naturalOrder())
              .orElseThrow();
      one.put("closedAt", last.toString());
    }
    ArrayNode parts = one.putArray("parts");
    for (ObjectNode member : group) {
      ObjectNode part = parts.addObject();
      List.of("node", "id", "openedAt", "closedAt", "lost", "victims").stream()
          .filter(member::has)
          .forEach(name -> part.set(name, member.get(name)));
    }
    return one;
  }
}
