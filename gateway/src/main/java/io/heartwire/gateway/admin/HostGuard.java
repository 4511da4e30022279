package io.heartwire.gateway.admin;

import io.heartwire.gateway.config.AdminConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Refuses what a page of another site made a browser send: the Host must be a name of this machine
 * (else a foreign name was made to point here), and the Origin, if there is one, this very door.
 */
final class HostGuard {
  private final String boundHost;
  private final boolean anyName;
  private final boolean tls;

  /**
   * For the door of {@code config}.
   *
   * @param anyName whether it may be called by any name: where a token is asked for, a foreign name
   *     opens nothing, since no browser sends one site's token to another
   */
  HostGuard(AdminConfig config, boolean anyName) {
    this.anyName = anyName;
    this.tls = config.tls();
    this.boundHost = config.host().toLowerCase(Locale.ROOT);
  }

  void check(Context request) {
    String host = Optional.ofNullable(request.header("Host")).orElse("");
    Optional<URI> asked = authority("http://" + host);
    if (asked.isEmpty() || !isOurs(asked.get())) {
      throw Refusal.foreign(
          "the Host header ("
              + shortened(host)
              + ") does not name this machine: ask for localhost, 127.0.0.1 or "
              + boundHost);
    }
    String origin = request.header("Origin");
    if (origin != null) {
      Optional<URI> from = authority(origin);
      if (from.isEmpty() || !ofThisDoor(origin, host)) {
        throw Refusal.foreign(
            "the Origin header ("
                + shortened(origin)
                + ") is another site than "
                + (tls ? "https://" : "http://")
                + shortened(host)
                + ": only pages of this door may ask it");
      }
    }
  }

  /** With TLS, or behind a proxy that speaks it, and only there, a page's origin is https. */
  private boolean ofThisDoor(String origin, String host) {
    return (!tls && origin.equalsIgnoreCase("http://" + host))
        || ((tls || anyName) && origin.equalsIgnoreCase("https://" + host));
  }

  private boolean isOurs(URI uri) {
    String name = uri.getHost().toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    return anyName
        || name.equals(boundHost)
        || name.equals("localhost")
        || name.equals("::1")
        || name.matches("127(\\.\\d{1,3}){3}");
  }

  private static Optional<URI> authority(String text) {
    try {
      URI uri = new URI(text);
      boolean bare =
          uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getRawPath().isEmpty()
              && uri.getRawQuery() == null;
      return bare ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String shortened(String header) {
    return header.length() <= 100 ? header : header.substring(0, 100) + "...";
  }
}
