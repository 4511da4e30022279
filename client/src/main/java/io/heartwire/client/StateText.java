package io.heartwire.client;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.Printable;
import java.time.Duration;
import java.time.Instant;

/** The one line that a log says of a client's new state: who, why, and what happens next. */
final class StateText {
  private StateText() {}

  static String of(String clientId, ClientState state, Instant now) {
    String client = "client " + clientId + ": ";
    if (state instanceof ClientState.Connecting connecting) {
      return client + "connecting, attempt " + connecting.attempt();
    }
    if (state instanceof ClientState.Online online) {
      return "%sonline as session %s, epoch %s; a heartbeat every %dms"
          .formatted(
              client,
              Printable.of(online.sessionId()),
              Long.toUnsignedString(online.epoch()),
              online.interval().toMillis());
    }
    if (state instanceof ClientState.Waiting waiting) {
      long delayMs = Math.max(0, Duration.between(now, waiting.until()).toMillis());
      return client + end(waiting.why()) + "; next attempt in " + delayMs + "ms";
    }
    ClientState.Closed closed = (ClientState.Closed) state;
    return client
        + end(closed.why())
        + (closed.credentialWanted() ? "; waits for another credential" : "; does not come back");
  }

  private static String end(Disconnect why) {
    StringBuilder text = new StringBuilder(what(why)).append(" (").append(why.reason());
    if (why.silenceMs() > 0) {
      text.append(", silent ").append(why.silenceMs()).append("ms");
    }
    if (why.excusedMs() > 0) {
      text.append(", of which ").append(why.excusedMs()).append("ms excused");
    }
    if (why.probesSent() > 0) {
      text.append(", ").append(why.probesSent());
      text.append(why.probesSent() == 1 ? " ping unanswered" : " pings unanswered");
    }
    if (!why.detail().isEmpty()) {
      text.append(": ").append(Printable.of(why.detail()));
    }
    return text.append(')').toString();
  }

  private static String what(Disconnect why) {
    if (why.reason() == DisconnectReason.CONNECT_FAILED) {
      return "no connection";
    }
    return switch (why.decidedBy()) {
      case DETECTOR, PEER -> "connection lost";
      case SERVER, OPERATOR -> "connection ended";
    };
  }
}
