package io.heartwire.gateway.config;

/** How listeners, TLS and authentication go together; each rule throws one sentence. */
final class TlsRules {
  private TlsRules() {}

  static void check(ListenersConfig listeners, TlsConfig tls, AuthConfig auth) {
    if (listeners.tls().enabled() && tls.certificate().isEmpty()) {
      throw new ConfigException(
          "listeners.tls.enabled needs tls.certificate and tls.key: name their PEM files, or turn"
              + " the listener off");
    }
    if (auth.mode() == AuthConfig.Mode.CERTIFICATE
        && !(listeners.tls().enabled() && tls.certifies())) {
      throw new ConfigException(
          "auth.mode (certificate) needs a listener with TLS, tls.client-auth and tls.client-id,"
              + " or nobody could log in: set them, or choose another mode");
    }
    TlsListenerConfig door = listeners.tls();
    boolean reachable = door.enabled() && !Limits.loopback(door.host());
    if (reachable && auth.open() && auth.mode() != AuthConfig.Mode.OPEN) {
      throw new ConfigException(
          "listeners.tls.host ("
              + door.host()
              + ") can be reached from other machines, but no client needs a credential: set "
              + "auth.tokens, or auth.mode: open to let everybody in, or bind 127.0.0.1");
    }
  }
}
