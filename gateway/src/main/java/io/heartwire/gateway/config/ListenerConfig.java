package io.heartwire.gateway.config;

/** What all doors for clients have in common. */
public sealed interface ListenerConfig permits TcpListenerConfig, HttpListenerConfig {
  /** The address to bind. */
  String host();

  /** The port to bind; 0 takes a free one. */
  int port();

  /** Connections that the kernel keeps until they are accepted. */
  int backlog();

  /** False: no verdict is made of silence. */
  boolean check();

  /** The largest frame of a client that is logged in. */
  Size maxFrame();

  /** Bytes that may wait for one client that does not read. */
  Size outboundMax();

  /** False where a proxy terminates TCP in front. */
  boolean trustAcks();

  /** Refuses values out of range; {@code prefix} begins the keys. */
  default void validate(String prefix) {
    Limits.host(prefix + "host", host());
    Limits.range(prefix + "port", port(), 0, 65_535);
    Limits.range(prefix + "backlog", backlog(), 1, 65_535);
    Limits.size(prefix + "max-frame", maxFrame(), new Size(1 << 10), new Size(16 << 20));
    Limits.size(prefix + "outbound-max", outboundMax(), new Size(16 << 10), new Size(1 << 30));
  }
}
