package io.heartwire.gateway.config;

/** The doors for clients: {@code listeners.*}. */
public record ListenersConfig(TcpListenerConfig tcp, TlsListenerConfig tls) {
  public ListenersConfig {
    boolean same = tls.enabled() && tls.port() != 0 && tls.port() == tcp.port();
    if (same && Limits.overlap(tls.host(), tcp.host())) {
      throw new ConfigException(
          "listeners.tls.port ("
              + tls.port()
              + " on "
              + tls.host()
              + ") is listeners.tcp.port, too (on "
              + tcp.host()
              + "), and only one of them can be bound: change one of the ports");
    }
  }

  /** Whether one that is open can be reached from other machines. */
  boolean reachable() {
    return !Limits.loopback(tcp.host()) || (tls.enabled() && !Limits.loopback(tls.host()));
  }
}
