package io.heartwire.gateway.config;

import java.util.List;
import java.util.Optional;

/** The door for the TCP protocol: {@code listeners.tcp.*}. */
public record TcpListenerConfig(
    @Key(
            value = "127.0.0.1",
            doc = "The address to bind; `0.0.0.0` for all. Other than loopback needs `auth`.")
        String host,
    @Key(value = "7400", doc = "The port to bind; 0 takes a free one.", allowed = "0 to 65535")
        int port,
    @Key(
            value = "4096",
            doc = "Connections that the kernel keeps until we accept them (capped by `somaxconn`).",
            allowed = "1 to 65535")
        int backlog,
    @Key(
            value = "true",
            doc = "`false`: no verdict is made of silence on this listener.",
            reload = Reload.AT_ONCE)
        boolean check,
    @Key(
            value = "64KiB",
            doc = "The largest frame accepted; a larger one closes the connection.",
            allowed = "1KiB to 16MiB",
            reload = Reload.NEW_CONNECTIONS)
        Size maxFrame,
    @Key(
            value = "auto",
            doc =
                "Connections at a time; more are answered with a time to come back. `auto`: what"
                    + " the limit of open files allows, less a reserve of a quarter or 2000.",
            allowed = "auto, or 1 to 10000000")
        Optional<Integer> maxConnections,
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
                    + " are then the proxy's, and prove nothing about the client.",
            reload = Reload.AT_ONCE)
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
    TcpConfig tcp)
    implements ListenerConfig {

  public TcpListenerConfig {
    Network.list("listeners.tcp.proxies", proxies);
    maxConnections.ifPresent(
        max -> Limits.range("listeners.tcp.max-connections", max, 1, 10_000_000));
  }

  /** The {@link #proxies}, one by one. */
  public List<Network> proxyList() {
    return Network.list("listeners.tcp.proxies", proxies);
  }
}
