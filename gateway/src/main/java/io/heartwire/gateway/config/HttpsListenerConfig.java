package io.heartwire.gateway.config;

/**
 * The door for HTTP and WebSockets over TLS: {@code listeners.https.*}. All but the address is as
 * for {@code listeners.http}, which need not be on.
 */
public record HttpsListenerConfig(
    @Key(
            value = "false",
            doc =
                "`true`: HTTP and WebSockets over TLS (`https`, `wss`) on a port of their own, with"
                    + " the certificate of `tls`; all else is as for `listeners.http`, which may be"
                    + " off.")
        boolean enabled,
    @Key(
            value = "127.0.0.1",
            doc = "The address to bind; `0.0.0.0` for all. Other than loopback needs `auth`.")
        String host,
    @Key(value = "7448", doc = "The port to bind; 0 takes a free one.", allowed = "0 to 65535")
        int port)
    implements TlsDoorConfig {}
