package io.heartwire.gateway.config;

/**
 * The door for MQTT over TLS: {@code listeners.mqtts.*}. All but the address is as for {@code
 * listeners.mqtt}, which need not be on.
 */
public record MqttsListenerConfig(
    @Key(
            value = "false",
            doc =
                "`true`: MQTT over TLS on a port of its own, with the certificate of `tls`; all else"
                    + " is as for `listeners.mqtt`, which may be off.")
        boolean enabled,
    @Key(
            value = "127.0.0.1",
            doc = "The address to bind; `0.0.0.0` for all. Other than loopback needs `auth`.")
        String host,
    @Key(value = "8883", doc = "The port to bind; 0 takes a free one.", allowed = "0 to 65535")
        int port)
    implements TlsDoorConfig {}
