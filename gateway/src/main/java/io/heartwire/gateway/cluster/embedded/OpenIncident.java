package io.heartwire.gateway.cluster.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Parting;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The incident that was told to have opened and not to have closed; there is one at a time. It is
 * written down, so that its end is told by the next process if this one does not live to see it.
 * NOT thread safe: the thread that commits owns it.
 */
final class OpenIncident {
  private static final String NAME = "incident";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Meta meta;
  private final EventRows events;

  OpenIncident(Meta meta, EventRows events) {
    this.meta = meta;
    this.events = events;
  }

  /** Something is being told, in the same transaction. */
  void told(Notice notice) throws SQLException {
    if (notice.type() == EventType.INCIDENT_OPENED) {
      meta.put(NAME, notice.data());
    } else if (notice.type() == EventType.INCIDENT_CLOSED) {
      meta.remove(NAME);
    }
  }

  /** After a start: an incident that an earlier process left open is over. */
  void afterStart(Instant now, Instant lastSeen) throws SQLException {
    Optional<String> opened = meta.text(NAME);
    if (opened.isEmpty()) {
      return;
    }
    meta.remove(NAME);
    ObjectNode data = JSON.createObjectNode();
    data.setAll(parsed(opened.get()));
    data.put(
        "detail",
        "its gateway ended at about "
            + lastSeen.truncatedTo(ChronoUnit.SECONDS)
            + " while it was open, and was back at "
            + now.truncatedTo(ChronoUnit.SECONDS)
            + ": whoever was held is in grace since then");
    data.put("reason", Parting.NODE_LOST);
    since(data)
        .ifPresent(
            since -> data.put("openMs", Math.max(0, Duration.between(since, lastSeen).toMillis())));
    events.add(EventType.INCIDENT_CLOSED, Optional.empty(), Optional.empty(), 0, data.toString());
  }

  private static ObjectNode parsed(String data) {
    try {
      return JSON.readTree(data) instanceof ObjectNode object ? object : JSON.createObjectNode();
    } catch (JsonProcessingException e) {
      // Somebody else has written into the file; that it is over is to be told all the same.
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
