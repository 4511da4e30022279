package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Login;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which clients the certificate of a connection names. On the event loop of the channel. */
public final class PeerCertificate {
  private static final AttributeKey<Set<String>> NAMES =
      AttributeKey.valueOf(PeerCertificate.class, "names");

  private PeerCertificate() {}

  /** The peer of {@code channel} has shown a certificate that is good and names {@code clients}. */
  public static void names(Channel channel, Set<String> clients) {
    channel.attr(NAMES).set(Set.copyOf(clients));
  }

  /** What a certificate says of a login. */
  public enum Word {
    /** None was shown, or it names nobody. */
    NONE,
    /** It is who it says. */
    PROVES,
    /** It is somebody else. */
    IS_OF_ANOTHER
  }

  /** What the certificate of {@code channel} says of {@code login}. */
  public static Word of(Channel channel, Login login) {
    Set<String> names = named(channel);
    if (names == null) {
      return Word.NONE;
    }
    return names.contains(login.clientId().value()) ? Word.PROVES : Word.IS_OF_ANOTHER;
  }

  /** Why {@code login} cannot come over {@code channel}; empty if no certificate is against it. */
  static Optional<Disconnect> objection(Channel channel, Login login) {
    if (of(channel, login) != Word.IS_OF_ANOTHER) {
      return Optional.empty();
    }
    Set<String> names = channel.attr(NAMES).get();
    return Optional.of(
        Disconnect.of(
            DisconnectReason.AUTHENTICATION_FAILED,
            "its certificate is of " + new TreeSet<>(names) + ", and it claims to be another"));
  }

  /** {@code login}, and whether the certificate of {@code channel} proves who it is. */
  static Login certified(Channel channel, Login login) {
    return of(channel, login) == Word.PROVES ? login.withCertificate() : login;
  }

  /* An attribute is made when it is first asked for, and stays with its connection: 42 bytes. */
  private static @Nullable Set<String> named(Channel channel) {
    return channel.hasAttr(NAMES) ? channel.attr(NAMES).get() : null;
  }
}
