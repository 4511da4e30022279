package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.IncidentEnd;
import io.heartwire.gateway.cluster.Notice;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The incident that was told to have opened and not to have closed; there is one at a time. It is
 * written down, so that its end is told by the next process if this one does not live to see it.
 * NOT thread safe: the thread that commits owns it.
 */
final class OpenIncident {
  private static final String NAME = "incident";

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
    String data =
        IncidentEnd.data(
            opened.get(),
            lastSeen,
            "its gateway ended at about "
                + lastSeen.truncatedTo(ChronoUnit.SECONDS)
                + " while it was open, and was back at "
                + now.truncatedTo(ChronoUnit.SECONDS)
                + ": whoever was held is in grace since then");
    events.add(EventType.INCIDENT_CLOSED, Optional.empty(), Optional.empty(), 0, data);
  }
}
