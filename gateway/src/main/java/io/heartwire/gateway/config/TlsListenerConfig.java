package io.heartwire.gateway.config;

/**
 * The door for the TCP protocol over TLS: {@code listeners.tls.*}. All but the address is as for
 * {@code listeners.tcp}.
 */
public record TlsListenerConfig(
    @Key(
            value = "false",
            doc =
                "`true`: the TCP protocol over TLS on a port of its own, with the certificate of"
                    + " `tls`; all else is as for `listeners.tcp`.")
        boolean enabled,
    @Key(
            value = "127.0.0.1",
            doc = "The address to bind; `0.0.0.0` for all. Other than loopback needs `auth`.")
        String host,
    @Key(value = "7443", doc = "The port to bind; 0 takes a free one.", allowed = "0 to 65535")
        int port)
    implements TlsDoorConfig {}
