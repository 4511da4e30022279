package io.heartwire.gateway.cluster.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How the end of a connection is written down in an event. */
final class Parting {
  /** The reason of those whose gateway died. */
  static final String NODE_LOST = "NODE_LOST";

  private Parting() {}

  /** How sure it is that the client is gone. */
  enum Confidence {
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
            || disconnect.reason() == DisconnectReason.CLIENT_FROZEN;
    if (!judged) {
      return Confidence.CERTAIN;
    }
    if (disconnect.incident().isPresent()) {
      return Confidence.LOW;
    }
    return disconnect.kernel().available() ? Confidence.HIGH : Confidence.MODERATE;
  }

  /** A JSON object of all that is known of {@code disconnect}. */
  static String json(
      Disconnect disconnect, String sessionId, Instant at, Instant lastSeen, Duration grace) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("reason", disconnect.reason().name());
    data.put("decidedBy", disconnect.decidedBy().name());
    data.put("confidence", confidence(disconnect).name());
    if (!disconnect.detail().isEmpty()) {
      data.put("detail", disconnect.detail());
    }
    data.put("silenceMs", disconnect.silenceMs());
    data.put("excusedMs", disconnect.excusedMs());
    data.put("probesSent", disconnect.probesSent());
    data.put("lostAt", at.toString());
    data.put("lastSeen", lastSeen.toString());
    data.put("graceMs", grace.toMillis());
    data.put("sessionId", sessionId);
    disconnect.incident().ifPresent(incident -> data.put("incident", incident));
    if (disconnect.kernel().available()) {
      data.set("kernel", kernel(disconnect.kernel()));
    }
    return data.toString();
  }

  private static ObjectNode kernel(SocketSnapshot kernel) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("state", kernel.state().name());
    node.put("lastDataMs", kernel.lastDataMs());
    node.put("lastAckMs", kernel.lastAckMs());
    node.put("unreadBytes", kernel.unreadBytes());
    node.put("unackedSegments", kernel.unackedSegments());
    node.put("notSentBytes", kernel.notSentBytes());
    node.put("rtoMs", kernel.rtoMs());
    node.put("backoff", kernel.backoff());
    node.put("retransmits", kernel.retransmits());
    node.put("rttMs", kernel.rttMs());
    return node;
  }

  /** The same for a client whose gateway died while it was attached. */
  static String nodeLost(Instant at, Instant lastSeen) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("reason", NODE_LOST);
    data.put("decidedBy", DisconnectReason.Initiator.SERVER.name());
    data.put("confidence", Confidence.MODERATE.name());
    data.put(
        "detail",
        "its gateway ended without a word at about "
            + lastSeen.truncatedTo(ChronoUnit.SECONDS)
            + ", was back at "
            + at.truncatedTo(ChronoUnit.SECONDS)
            + ", and the client did not return within its grace");
    data.put("lostAt", at.toString());
    data.put("lastSeen", lastSeen.toString());
    return data.toString();
  }
}
