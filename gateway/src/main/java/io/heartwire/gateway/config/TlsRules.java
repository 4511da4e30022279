package io.heartwire.gateway.config;

import java.util.Map;

/** How listeners, TLS and authentication go together; each rule throws one sentence. */
final class TlsRules {
  private TlsRules() {}

  static void check(ListenersConfig listeners, AdminConfig admin, TlsConfig tls, AuthConfig auth) {
    Map<String, TlsDoorConfig> doors = listeners.openTls();
    if (!doors.isEmpty() && tls.certificate().isEmpty()) {
      throw new ConfigException(
          "listeners."
              + doors.keySet().iterator().next()
              + ".enabled needs tls.certificate and tls.key: name their PEM files, or turn the"
              + " listener off");
    }
    if (admin.speaksTls() && tls.certificate().isEmpty()) {
      throw new ConfigException(
          "admin.tls needs tls.certificate and tls.key: name their PEM files, or set admin.tls:"
              + " false");
    }
    if (auth.mode() == AuthConfig.Mode.CERTIFICATE && (doors.isEmpty() || !tls.certifies())) {
      throw new ConfigException(
          "auth.mode (certificate) needs a listener with TLS, tls.client-auth and tls.client-id,"
              + " or nobody could log in: set them, or choose another mode");
    }
  }
}
