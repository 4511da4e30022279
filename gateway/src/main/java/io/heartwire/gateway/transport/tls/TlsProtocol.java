package io.heartwire.gateway.transport.tls;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.config.TlsConfig;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.transport.Guest;
import io.heartwire.gateway.transport.Lobby;
import io.heartwire.gateway.transport.PeerCertificate;
import io.heartwire.gateway.transport.Protocol;
import io.heartwire.gateway.transport.RawBytes;
import io.heartwire.gateway.transport.TlsFailure;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import java.util.Set;

/**
 * Any protocol, over TLS. Thread safe.
 *
 * <p>Every byte that comes is life, before TLS has looked at it. The handshake has as long as the
 * login; it is not done twice on a connection.
 */
final class TlsProtocol implements Protocol {
  private static final long CLOSE_NOTIFY_MS = 1_000;

  private final Certificates certificates;
  private final Protocol inner;

  TlsProtocol(Certificates certificates, Protocol inner) {
    this.certificates = certificates;
    this.inner = inner;
  }

  @Override
  public Guest welcome(Channel channel, Lobby lobby) {
    TlsConfig config = certificates.config();
    SslHandler tls = certificates.context().newHandler(channel.alloc());
    // The login deadline is the one that counts.
    tls.setHandshakeTimeoutMillis(0);
    tls.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MS);
    Guest guest = inner.welcome(channel, lobby);
    channel.pipeline().addFirst(new RawBytes(guest), tls);
    tls.handshakeFuture()
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                failed(channel, guest, done.cause());
              } else if (config.certifies()) {
                certify(channel, tls, guest, config);
              }
            });
    return guest;
  }

  private static void failed(Channel channel, Guest guest, Throwable cause) {
    // A peer that has hung up, or was hung up on, is no failure of TLS.
    if (channel.isActive()) {
      guest.close(TlsFailure.of(cause), Farewell.NONE);
    }
  }

  /** Notes whom the certificate names; a peer that shows none names nobody. */
  private static void certify(Channel channel, SslHandler tls, Guest guest, TlsConfig config) {
    Optional<Set<String>> names = NamedClients.in(tls.engine(), config.clientId());
    if (names.filter(Set::isEmpty).isPresent()) {
      guest.close(
          Disconnect.of(
              DisconnectReason.AUTHENTICATION_FAILED,
              "its certificate names no client (tls.client-id): issue one that does"),
          Farewell.NONE);
    }
    names.ifPresent(it -> PeerCertificate.names(channel, it));
  }
}
