package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Tags;
import io.heartwire.wire.Frame;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Judges the form of a login, before anybody asks who it is. */
final class Reception {
  private Reception() {}

  /** Why {@code hello} cannot be a login here; empty if it can. */
  static Optional<Disconnect> objection(Frame.Hello hello) {
    if (hello.protocolVersion() != Frame.PROTOCOL_VERSION) {
      return Optional.of(
          Disconnect.of(
              DisconnectReason.UNSUPPORTED_VERSION,
              "protocol version "
                  + hello.protocolVersion()
                  + ", spoken here is "
                  + Frame.PROTOCOL_VERSION
                  + ": update the older side"));
    }
    String problem = ClientId.problemWith(hello.clientId());
    if (!problem.isEmpty()) {
      return Optional.of(Disconnect.of(DisconnectReason.BAD_CLIENT_ID, problem));
    }
    return controlCharacter("user", hello.user())
        .or(() -> controlCharacter("client version", hello.clientVersion()))
        .or(() -> tags(hello));
  }

  private static Optional<Disconnect> tags(Frame.Hello hello) {
    if (hello.tags().contains("")) {
      return Optional.of(
          Disconnect.of(DisconnectReason.MALFORMED_FRAME, "a tag is empty: leave it out"));
    }
    return hello.tags().stream().flatMap(tag -> controlCharacter("tag", tag).stream()).findFirst();
  }

  private static Optional<Disconnect> controlCharacter(String field, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return Optional.of(
            Disconnect.of(
                DisconnectReason.MALFORMED_FRAME,
                String.format(
                    "%s has the control character U+%04X at position %d: remove it",
                    field, (int) text.charAt(i), i)));
      }
    }
    return Optional.empty();
  }

  /** What {@code frame} is called. */
  static String kind(Frame frame) {
    return frame.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** {@code hello}, to which there was no objection, as a login. */
  static Login login(Frame.Hello hello, Lobby lobby, InetSocketAddress remoteAddress) {
    return new Login(
        new ClientId(hello.clientId()),
        hello.user(),
        hello.credential(),
        lobby.versions().shared(hello.clientVersion()),
        Duration.ofMillis(hello.wishedIntervalMs()),
        lobby.settings().name(),
        remoteAddress,
        hello.tags().isEmpty() ? Tags.NONE : lobby.tags().shared(new Tags(hello.tags())));
  }
}
