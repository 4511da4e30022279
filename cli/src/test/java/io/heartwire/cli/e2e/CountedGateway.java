package io.heartwire.cli.e2e;

import io.heartwire.cli.RealServices;
import io.heartwire.cli.demo.EventPrinter;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.Services;
import io.heartwire.gateway.config.GatewayConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A gateway that answers each line on standard input with {@code calls READS FLUSHES}: what its
 * connections have asked of their sockets. Prints {@code ready PORT}.
 */
final class CountedGateway {
  private CountedGateway() {}

  /** See above. */
  public static void main(String[] args) throws IOException {
    Services services = RealServices.ofThisMachine();
    GatewayConfig config =
        GatewayConfig.of(
            "listeners.tcp.port",
            "0",
            "listeners.http.enabled",
            "false",
            "listeners.mqtt.enabled",
            "false",
            "presence.file",
            ":memory:",
            "transport",
            "epoll",
            "loops",
            "1",
            "liveness.interval",
            "5s");
    Gateway gateway = Gateway.start(config, services);
    EventPrinter out = new EventPrinter(System.out);
    out.print("ready " + gateway.ports().get(Gateway.TCP).getPort());
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (lines.readLine() != null) {
      out.print("calls " + SocketCalls.READS.get() + " " + SocketCalls.FLUSHES.get());
    }
    System.exit(0);
  }
}
