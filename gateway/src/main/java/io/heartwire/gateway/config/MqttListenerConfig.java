package io.heartwire.gateway.config;

import java.time.Duration;
import java.util.List;

/** The door for MQTT 3.1.1 and 5: {@code listeners.mqtt.*}. */
public record MqttListenerConfig(
    @Key(
            value = "true",
            doc =
                "`false`: no MQTT on this port, and where `listeners.mqtts` is off, too, none by"
                    + " WebSocket either.")
        boolean enabled,
    @Key(
            value = "127.0.0.1",
            doc = "The address to bind; `0.0.0.0` for all. Other than loopback needs `auth`.")
        String host,
    @Key(value = "1883", doc = "The port to bind; 0 takes a free one.", allowed = "0 to 65535")
        int port,
    @Key(
            value = "4096",
            doc = "Connections that the kernel keeps until we accept them (capped by `somaxconn`).",
            allowed = "1 to 65535")
        int backlog,
    @Key(
            value = "true",
            doc = "`false`: no verdict is made of silence on this listener.",
            reload = Reload.NEW_CONNECTIONS)
        boolean check,
    @Key(
            value = "64KiB",
            doc = "The largest packet accepted; a larger one closes the connection.",
            allowed = "1KiB to 16MiB",
            reload = Reload.NEW_CONNECTIONS)
        Size maxPacket,
    @Key(
            value = "1MiB",
            doc =
                "Bytes that may wait for one client that does not read; beyond it is closed as a "
                    + "slow consumer.",
            allowed = "16KiB to 1GiB",
            reload = Reload.NEW_CONNECTIONS)
        Size outboundMax,
    @Key(
            value = "true",
            doc =
                "`false` where a proxy terminates TCP in front of us: the kernel's acknowledgements"
                    + " are then the proxy's, and say nothing of the client.",
            reload = Reload.NEW_CONNECTIONS)
        boolean trustAcks,
    @Key(
            value = "",
            doc =
                "Addresses and networks of proxies in front, separated by commas, such as"
                    + " `10.0.0.5, 10.1.0.0/16`. A connection from there begins with a header of"
                    + " the PROXY protocol (version 1 or 2), which tells the client's address; one"
                    + " without it is closed. Its acknowledgements are not trusted.",
            reload = Reload.NEW_CONNECTIONS)
        String proxies,
    @Key(
            value = "1d",
            doc =
                "A client whose keep alive is 0, which turns it off, is closed if no packet comes"
                    + " for this long.",
            allowed = "1s to 2d",
            reload = Reload.NEW_CONNECTIONS)
        Duration idleTimeout,
    @Key(
            value = "false",
            doc =
                "`true`: a client is dead after one and a half times its keep alive to the letter of"
                    + " the standard: neither a stall of the gateway nor a mass event puts it off.",
            reload = Reload.NEW_CONNECTIONS)
        boolean strict)
    implements ListenerConfig {

  private static final Duration SHORTEST_IDLE = Duration.ofSeconds(1);

  public MqttListenerConfig {
    Network.list("listeners.mqtt.proxies", proxies);
    Limits.time("listeners.mqtt.idle-timeout", idleTimeout, SHORTEST_IDLE, Limits.LONGEST);
  }

  /** The {@link #proxies}, one by one. */
  public List<Network> proxyList() {
    return Network.list("listeners.mqtt.proxies", proxies);
  }

  @Override
  public Size maxFrame() {
    return maxPacket;
  }

  @Override
  public String maxFrameKey() {
    return "max-packet";
  }
}
