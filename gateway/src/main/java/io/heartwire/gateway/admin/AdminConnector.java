package io.heartwire.gateway.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** How HTTP comes to the administration: as it is, or over TLS. */
final class AdminConnector {
  static final int MAX_CONNECTIONS = 256;
  private static final int IDLE_MS = 30_000;

  private AdminConnector() {}

  /**
   * One on {@code socket}, which is bound.
   *
   * @param tls makes the server's end of TLS for each connection; empty: there is no TLS
   */
  static Connector of(
      Server server,
      HttpConfiguration http,
      ServerSocketChannel socket,
      Optional<Supplier<SSLEngine>> tls) {
    http.setSendServerVersion(false);
    // A client id may contain an escaped slash; it is a name here, never a path.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with("ids", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
    var spoken = new HttpConnectionFactory(http);
    ConnectionFactory[] layers =
        tls.map(
                engines ->
                    new ConnectionFactory[] {
                      new SslConnectionFactory(
                          new LiveTls(engines), HttpVersion.HTTP_1_1.asString()),
                      spoken
                    })
            .orElseGet(() -> new ConnectionFactory[] {spoken});
    var connector = new ServerConnector(server, 1, 1, layers);
    connector.setIdleTimeout(IDLE_MS);
    try {
      connector.open(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connector.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
    return connector;
  }

  /** Asks for an engine each time, so that a connection has the certificate in force then. */
  private static final class LiveTls extends SslContextFactory.Server {
    private final Supplier<SSLEngine> engines;

    LiveTls(Supplier<SSLEngine> engines) {
      this.engines = engines;
      try {
        // Never used, but else it would look for a key store of its own.
        setSslContext(SSLContext.getDefault());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java has no TLS: admin.tls: false does without", e);
      }
    }

    @Override
    public SSLEngine newSSLEngine() {
      return engines.get();
    }

    @Override
    public SSLEngine newSSLEngine(String host, int port) {
      return engines.get();
    }

    @Override
    public SSLEngine newSSLEngine(InetSocketAddress address) {
      return engines.get();
    }
  }
}
