package io.heartwire.gateway.config;

import java.util.Arrays;
import java.util.List;

/** The door for WebSockets and other requests over HTTP: {@code listeners.http.*}. */
public record HttpListenerConfig(
    @Key(value = "true", doc = "`false`: no HTTP and no WebSockets without TLS.") boolean enabled,
    @Key(
            value = "127.0.0.1",
            doc = "The address to bind; `0.0.0.0` for all. Other than loopback needs `auth`.")
        String host,
    @Key(value = "7408", doc = "The port to bind; 0 takes a free one.", allowed = "0 to 65535")
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
            doc =
                "The largest frame accepted in a WebSocket, and the largest WebSocket message (of"
                    + " text: twice that); a larger one closes the connection.",
            allowed = "1KiB to 16MiB",
            reload = Reload.NEW_CONNECTIONS)
        Size maxFrame,
    @Key(
            value = "256KiB",
            doc = "The largest body of a request; a larger one is answered 413.",
            allowed = "1KiB to 16MiB",
            reload = Reload.NEW_CONNECTIONS)
        Size maxBody,
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
                    + " `10.0.0.5, 10.1.0.0/16`. What they say in `X-Forwarded-For` is the client's"
                    + " address: the rightmost that is not of a proxy itself. Acknowledgements of"
                    + " such a connection are not trusted.",
            reload = Reload.NEW_CONNECTIONS)
        String proxies,
    @Key(
            value = "false",
            doc =
                "`true`: a connection from one of the `proxies` begins with a header of the PROXY"
                    + " protocol (version 1 or 2); one without it is closed.",
            reload = Reload.NEW_CONNECTIONS)
        boolean proxyProtocol,
    @Key(
            value = "",
            doc =
                "The origins of web pages that may open a WebSocket, separated by commas, such as"
                    + " `https://app.example.com`; `*` for all. Empty: only pages of the same host."
                    + " Programs other than browsers name no origin and are not asked.",
            reload = Reload.NEW_CONNECTIONS)
        String origins)
    implements ListenerConfig {

  private static final int MAX_ORIGINS = 1_000;

  public HttpListenerConfig {
    Network.list("listeners.http.proxies", proxies);
    Limits.size("listeners.http.max-body", maxBody, new Size(1 << 10), new Size(16 << 20));
    List<String> all = list(origins);
    Limits.range("listeners.http.origins (how many)", all.size(), 0, MAX_ORIGINS);
    all.stream().filter(origin -> !origin.equals("*")).forEach(origin -> checkOrigin(origin));
  }

  private static void checkOrigin(String origin) {
    if (!origin.matches("https?://[A-Za-z0-9.:_\\[\\]-]{1,259}")) {
      throw new ConfigException(
          "listeners.http.origins ("
              + origin
              + ") must be scheme and host, and a port if it is not the scheme's: write it as"
              + " https://app.example.com");
    }
  }

  /** The {@link #origins}, one by one. */
  public List<String> originList() {
    return list(origins);
  }

  /** The {@link #proxies}, one by one. */
  public List<Network> proxyList() {
    return Network.list("listeners.http.proxies", proxies);
  }

  private static List<String> list(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
