package io.heartwire.gateway.config;

/**
 * A door for one of our protocols over TLS. It is as the door for the same protocol without, but
 * for what is here.
 */
public sealed interface TlsDoorConfig
    permits TlsListenerConfig, HttpsListenerConfig, MqttsListenerConfig {
  /** Whether it is opened. */
  boolean enabled();

  /** The address to bind. */
  String host();

  /** The port to bind; 0 takes a free one. */
  int port();

  /** Refuses values out of range; {@code prefix} begins the keys. */
  default void validate(String prefix) {
    Limits.host(prefix + "host", host());
    Limits.range(prefix + "port", port(), 0, 65_535);
  }
}
