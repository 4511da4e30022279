package io.heartwire.gateway.cluster.embedded;

import com.fasterxml.jackson.core.JsonGenerator;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.JsonText;
import io.heartwire.gateway.cluster.Parting;
import io.heartwire.gateway.cluster.PresenceState;
import java.io.IOException;

/**
 * A client that logs in, and how that is written down in an event.
 *
 * @param claim what it wants
 * @param online data of the event if a session begins with it: a JSON object
 */
record Arrival(Claim claim, String online) {

  /** Made by whoever submits it: the thread that commits has enough to do. */
  static Arrival of(Claim claim) {
    return new Arrival(
        claim,
        JsonText.object(
            json -> {
              door(json, claim.door());
              json.writeStringField("sessionId", claim.sessionId());
              json.writeStringField("group", claim.group());
            }));
  }

  /** Data of the event if it is back at {@code row}, the session that it had. */
  String resumed(SessionRow row, long nowMicros) {
    return JsonText.object(
        json -> {
          door(json, claim.door());
          json.writeStringField("sessionId", row.sessionId());
          json.writeNumberField("connection", row.connection() + 1);
          if (row.state() == PresenceState.IN_GRACE) {
            json.writeNumberField("awayMs", Math.max(0, nowMicros - row.changedMicros()) / 1_000);
          }
        });
  }

  /** Data of the event that {@code row} has ended because of it; {@code epoch} is the new one. */
  String takenOver(SessionRow row, long epoch) {
    return JsonText.object(
        json -> {
          json.writeStringField("reason", "TAKEN_OVER");
          json.writeStringField("decidedBy", "SERVER");
          json.writeStringField("confidence", Parting.Confidence.CERTAIN.name());
          json.writeStringField(
              "detail",
              row.state() == PresenceState.IN_GRACE
                  ? "a new login while it was in grace"
                  : "a newer login came from " + claim.door().remoteAddress());
          json.writeNumberField("by", epoch);
          json.writeStringField("sessionId", row.sessionId());
        });
  }

  private static void door(JsonGenerator json, Claim.Door door) throws IOException {
    json.writeStringField("listener", door.listener());
    json.writeStringField("remoteAddress", door.remoteAddress());
    if (!door.version().isEmpty()) {
      json.writeStringField("version", door.version());
    }
  }
}
