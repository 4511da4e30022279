package io.heartwire.cli;

import io.heartwire.gateway.Administration;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.Services;
import io.heartwire.gateway.admin.AdminServer;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.drain.Drain;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A gateway with its doors for devices and for operators. */
final class RunningGateway implements AutoCloseable {
  private final Gateway gateway;
  private final Optional<AdminServer> admin;
  private final Reloading reloading;

  private RunningGateway(Gateway gateway, Optional<AdminServer> admin, Reloading reloading) {
    this.gateway = gateway;
    this.admin = admin;
    this.reloading = reloading;
  }

  /**
   * Opens the doors for devices first: those for operators take a second longer.
   *
   * @throws IllegalStateException if a door cannot be opened; nothing is left running
   */
  static RunningGateway start(GatewayConfig config, Services services, Reloading reloading) {
    Gateway gateway = Gateway.start(config, services);
    if (!config.admin().enabled()) {
      return new RunningGateway(gateway, Optional.empty(), reloading);
    }
    try {
      return new RunningGateway(
          gateway,
          Optional.of(
              Administration.start(gateway, services.wallClock(), () -> reloading.reload(gateway))),
          reloading);
    } catch (RuntimeException e) {
      gateway.close();
      throw e;
    }
  }

  /** Reads its configuration again. */
  void reload() {
    reloading.reload(gateway);
  }

  /** Empties it before it is closed. */
  Drain drain() {
    return gateway.drain();
  }

  /** Every door with its address: {@code tcp 127.0.0.1:7400, admin http://127.0.0.1:7480}. */
  String doors() {
    List<String> doors = new ArrayList<>();
    new TreeMap<>(gateway.ports())
        .forEach((name, address) -> doors.add(name + " " + text(address)));
    admin.ifPresent(server -> doors.add("admin " + server.uri()));
    return String.join(", ", doors);
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  @Override
  public void close() {
    admin.ifPresent(AdminServer::stopping);
    gateway.close();
    admin.ifPresent(AdminServer::close);
  }
}
