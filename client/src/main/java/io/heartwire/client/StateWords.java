package io.heartwire.client;

import io.heartwire.core.liveness.Disconnect;

/** A client's state as its log line says it. */
final class StateWords {
  private StateWords() {}

  static String of(ClientState state) {
    if (state instanceof ClientState.Connecting connecting) {
      return "connects, attempt " + connecting.attempt();
    }
    if (state instanceof ClientState.Online online) {
      return "online, session %s, interval %d ms"
          .formatted(online.sessionId(), online.interval().toMillis());
    }
    if (state instanceof ClientState.Waiting waiting) {
      return "waits until %s: %s".formatted(waiting.until(), words(waiting.why()));
    }
    ClientState.Closed closed = (ClientState.Closed) state;
    return "closed: %s%s"
        .formatted(
            words(closed.why()),
            closed.credentialWanted() ? "; goes on when given another credential" : "");
  }

  private static String words(Disconnect why) {
    return why.detail().isEmpty() ? why.reason().name() : why.reason() + " (" + why.detail() + ")";
  }
}
