package io.heartwire.gateway.targets;

import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.SinkConfig;
import io.heartwire.gateway.config.TargetConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The targets that nobody had to name: the way out of this network, and the hosts of the sinks. */
public final class DefaultTargets {
  /** Where Linux says its routes. */
  public static final Path ROUTES = Path.of("/proc/net/route");

  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final int GATEWAY_FLAG = 2;

  /** A port that most routers serve or refuse; either tells that they are there. */
  private static final int ROUTER_PORT = 53;

  private final Path routes;

  /** As {@code routes} says; none if that cannot be read. */
  public DefaultTargets(Path routes) {
    this.routes = routes;
  }

  List<Target> of(GatewayConfig config) {
    List<Target> targets = new ArrayList<>();
    gateway()
        .flatMap(host -> target("default-gateway", TargetKind.DEFAULT_GATEWAY, host, ROUTER_PORT))
        .ifPresent(targets::add);
    config.sinks().forEach((name, sink) -> sinkHost("sink-" + name, sink).ifPresent(targets::add));
    return targets;
  }

  private static Optional<Target> target(String name, TargetKind kind, String host, int port) {
    String address = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    try {
      return Optional.of(
          new Target(
              name,
              kind,
              TargetConfig.of(
                  name,
                  Map.of(
                      "address",
                      address,
                      "interval",
                      "5s",
                      "timeout",
                      "2s",
                      "dead-after",
                      "15s"))));
    } catch (IllegalArgumentException e) {
      // A sink may have any name, and any address: what cannot be asked is no target.
      return Optional.empty();
    }
  }

  private static Optional<Target> sinkHost(String name, SinkConfig sink) {
    try {
      URI uri =
          URI.create(
              sink.servers().isEmpty()
                  ? sink.url()
                  : "kafka://" + sink.servers().split(",", 2)[0].strip());
      int port = uri.getPort() > 0 ? uri.getPort() : port(String.valueOf(uri.getScheme()));
      return uri.getHost() == null
          ? Optional.empty()
          : target(name, TargetKind.SINK, uri.getHost().replaceAll("[\\[\\]]", ""), port);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int port(String scheme) {
    return switch (scheme) {
      case "https" -> 443;
      case "redis", "rediss" -> 6_379;
      case "kafka" -> 9_092;
      case "smtp" -> 587;
      case "smtps" -> 465;
      default -> 80;
    };
  }

  /** The first default route's gateway, in IPv4. */
  private Optional<String> gateway() {
    try {
      for (String line : Files.readAllLines(routes)) {
        String[] column = BLANKS.split(line.strip(), -1);
        if (column.length > 7
            && column[1].equals("00000000")
            && column[7].equals("00000000")
            && (Integer.parseInt(column[3], 16) & GATEWAY_FLAG) != 0) {
          return Optional.of(address(Long.parseLong(column[2], 16)));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Another operating system: there is no such target here.
    }
    return Optional.empty();
  }

  /** The kernel prints the address as its machine reads it: the first byte is the lowest. */
  private static String address(long bits) {
    return (bits & 255)
        + "."
        + (bits >>> 8 & 255)
        + "."
        + (bits >>> 16 & 255)
        + "."
        + (bits >>> 24 & 255);
  }
}
