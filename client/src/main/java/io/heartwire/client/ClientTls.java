package io.heartwire.client;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * How a client speaks TLS: whom it trusts, and what it shows. Immutable; may be shared by many
 * clients. The server's certificate must name the host that was asked for.
 *
 * <p>The JDK does the cryptography, or OpenSSL where {@code netty-tcnative-boringssl-static} is on
 * the class path. Files are read when the client is built.
 */
public final class ClientTls {
  private final Optional<Path> authorities;
  private final Optional<Shown> shown;

  private record Shown(Path certificate, Path key) {}

  private ClientTls(Optional<Path> authorities, Optional<Shown> shown) {
    this.authorities = authorities;
    this.shown = shown;
  }

  /** Trusts the authorities that this Java trusts. */
  public static ClientTls ofSystem() {
    return new ClientTls(Optional.empty(), Optional.empty());
  }

  /** Trusts the authorities in {@code pem}, and nobody else. */
  public static ClientTls trusting(Path pem) {
    return new ClientTls(Optional.of(pem), Optional.empty());
  }

  /**
   * The same, and shows a certificate: mutual TLS.
   *
   * @param certificate PEM, with those that lead to its authority
   * @param key its private key, PEM, PKCS#8, without a password
   */
  public ClientTls showing(Path certificate, Path key) {
    return new ClientTls(authorities, Optional.of(new Shown(certificate, key)));
  }

  /** What a client needs of it; throws {@link IllegalArgumentException} if a file is no good. */
  Ready ready() {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .protocols("TLSv1.3", "TLSv1.2")
              .endpointIdentificationAlgorithm("HTTPS");
      authorities.map(Path::toFile).ifPresent(builder::trustManager);
      shown.ifPresent(it -> builder.keyManager(file(it.certificate()), file(it.key())));
      return new Ready(builder.build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "TLS cannot be set up with "
              + authorities.map(Path::toString).orElse("the system's authorities")
              + shown.map(it -> " and " + it.certificate()).orElse("")
              + " ("
              + e.getMessage()
              + "): all files must be PEM, the key in PKCS#8",
          e);
    }
  }

  private static File file(Path path) {
    return path.toFile();
  }

  /** With all files read. Thread safe. */
  record Ready(SslContext context) {
    /** The handler of a connection to the host that {@code channel} is connected to. */
    SslHandler handler(Channel channel) {
      SslHandler handler =
          channel.remoteAddress() instanceof InetSocketAddress remote
              ? context.newHandler(channel.alloc(), remote.getHostString(), remote.getPort())
              : context.newHandler(channel.alloc());
      // The login has a deadline, and the handshake is part of it.
      handler.setHandshakeTimeoutMillis(0);
      return handler;
    }
  }
}
