package io.heartwire.gateway.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What is told of the end of an incident whose gateway did not live to tell it. */
public final class IncidentEnd {
  private static final ObjectMapper JSON = new ObjectMapper();

  private IncidentEnd() {}

  /**
   * The data of its {@link EventType#INCIDENT_CLOSED}, with {@code reason} {@link
   * Parting#NODE_LOST}.
   *
   * @param opened the data by which it was told to have opened
   * @param lastSeen when its gateway was last known to live: it is said to have lasted until then
   * @param detail how that is known, as one sentence
   */
  public static String data(String opened, Instant lastSeen, String detail) {
    ObjectNode data = parsed(opened);
    data.put("detail", detail);
    data.put("reason", Parting.NODE_LOST);
    since(data)
        .ifPresent(
            since -> data.put("openMs", Math.max(0, Duration.between(since, lastSeen).toMillis())));
    return data.toString();
  }

  /** The id of the incident that {@code data} tells of; empty if it has none. */
  public static String id(String data) {
    return parsed(data).path("incident").asText("");
  }

  private static ObjectNode parsed(String data) {
    try {
      return JSON.readTree(data) instanceof ObjectNode object ? object : JSON.createObjectNode();
    } catch (JsonProcessingException e) {
      // Somebody else has written it; that it is over is to be told all the same.
      return JSON.createObjectNode();
    }
  }

  private static Optional<Instant> since(JsonNode data) {
    try {
      return Optional.of(Instant.parse(data.path("since").asText()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
