package io.heartwire.gateway.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The end of a connection, and how that is written down in an event.
 *
 * @param release what has ended
 * @param lastSeen when it was last known to be there
 * @param data of the event: a JSON object of all that is known
 */
public record Parting(Release release, Instant lastSeen, String data) {
  /** The reason of those whose gateway died. */
  public static final String NODE_LOST = "NODE_LOST";

  /** The reason of those that no gateway holds, though one was said to. */
  public static final String NOT_HELD = "NOT_HELD";

  /** How sure it is that the client is gone. */
  public enum Confidence {
    /** It said so itself, its host did, or we decided. */
    CERTAIN,
    /** The kernel agrees with the silence. */
    HIGH,
    /** Silence, and nothing else. */
    MODERATE,
    /** Silence while very many were silent. */
    LOW
  }

  static Confidence confidence(Disconnect disconnect) {
    boolean judged =
        disconnect.reason() == DisconnectReason.SILENT
            || disconnect.reason() == DisconnectReason.CLIENT_FROZEN
            || disconnect.reason() == DisconnectReason.LEASE_EXPIRED;
    if (!judged) {
      return Confidence.CERTAIN;
    }
    if (disconnect.incident().isPresent()) {
      return Confidence.LOW;
    }
    return disconnect.kernel().available() ? Confidence.HIGH : Confidence.MODERATE;
  }

  /** Made by whoever submits it: the thread that commits has enough to do. */
  public static Parting of(Release release, Instant at) {
    Instant lastSeen = at.minusMillis(release.disconnect().silenceMs());
    return new Parting(
        release, lastSeen, JsonText.object(json -> write(json, release, at, lastSeen)));
  }

  private static void write(JsonGenerator json, Release release, Instant at, Instant lastSeen)
      throws IOException {
    Disconnect disconnect = release.disconnect();
    json.writeStringField("reason", disconnect.reason().name());
    json.writeStringField("decidedBy", disconnect.decidedBy().name());
    json.writeStringField("confidence", confidence(disconnect).name());
    if (!disconnect.detail().isEmpty()) {
      json.writeStringField("detail", disconnect.detail());
    }
    json.writeNumberField("silenceMs", disconnect.silenceMs());
    json.writeNumberField("excusedMs", disconnect.excusedMs());
    json.writeNumberField("probesSent", disconnect.probesSent());
    json.writeStringField("lostAt", at.toString());
    json.writeStringField("lastSeen", lastSeen.toString());
    json.writeNumberField("graceMs", release.grace().toMillis());
    json.writeStringField("sessionId", release.sessionId());
    if (disconnect.incident().isPresent()) {
      json.writeStringField("incident", disconnect.incident().get());
    }
    if (disconnect.kernel().available()) {
      json.writeObjectFieldStart("kernel");
      write(json, disconnect.kernel());
      json.writeEndObject();
    }
  }

  private static void write(JsonGenerator json, SocketSnapshot kernel) throws IOException {
    json.writeStringField("state", kernel.state().name());
    json.writeNumberField("lastDataMs", kernel.lastDataMs());
    json.writeNumberField("lastAckMs", kernel.lastAckMs());
    json.writeNumberField("unreadBytes", kernel.unreadBytes());
    json.writeNumberField("unackedSegments", kernel.unackedSegments());
    json.writeNumberField("notSentBytes", kernel.notSentBytes());
    json.writeNumberField("rtoMs", kernel.rtoMs());
    json.writeNumberField("backoff", kernel.backoff());
    json.writeNumberField("retransmits", kernel.retransmits());
    json.writeNumberField("rttMs", kernel.rttMs());
  }

  /** The same for a client whose gateway died while it was attached. */
  public static String nodeLost(Instant at, Instant lastSeen) {
    return JsonText.object(
        json -> {
          json.writeStringField("reason", NODE_LOST);
          json.writeStringField("decidedBy", DisconnectReason.Initiator.SERVER.name());
          json.writeStringField("confidence", Confidence.MODERATE.name());
          json.writeStringField(
              "detail",
              "its gateway ended without a word at about "
                  + lastSeen.truncatedTo(ChronoUnit.SECONDS)
                  + ", was back at "
                  + at.truncatedTo(ChronoUnit.SECONDS)
                  + ", and the client did not return within its grace");
          json.writeStringField("lostAt", at.toString());
          json.writeStringField("lastSeen", lastSeen.toString());
        });
  }

  /** The same for a client that {@code node} was said to hold, and does not. */
  public static String notHeld(Instant at, Instant lastSeen, String node) {
    return JsonText.object(
        json -> {
          json.writeStringField("reason", NOT_HELD);
          json.writeStringField("decidedBy", DisconnectReason.Initiator.SERVER.name());
          json.writeStringField("confidence", Confidence.CERTAIN.name());
          json.writeStringField(
              "detail", "found by an audit: " + node + " holds no connection of it");
          json.writeStringField("lostAt", at.toString());
          json.writeStringField("lastSeen", lastSeen.toString());
        });
  }
}
