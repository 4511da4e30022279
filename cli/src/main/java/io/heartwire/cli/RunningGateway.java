package io.heartwire.cli;

import io.heartwire.gateway.Administration;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.Services;
import io.heartwire.gateway.WarmUp;
import io.heartwire.gateway.admin.AdminServer;
import io.heartwire.gateway.cluster.AuditLine;
import io.heartwire.gateway.cluster.NodeFacts;
import io.heartwire.gateway.cluster.Peers;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.Reloaded;
import io.heartwire.gateway.drain.Drain;
import io.heartwire.gateway.transport.LoginGate;
import io.heartwire.netty.Transport;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway with its doors for devices and for operators. */
final class RunningGateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningGateway.class);
  private final Gateway gateway;
  private final Optional<AdminServer> admin;
  private final Optional<WarmUp> warmUp;
  private final Reloading reloading;
  private final Services services;

  private RunningGateway(
      Gateway gateway,
      Optional<AdminServer> admin,
      Optional<WarmUp> warmUp,
      Reloading reloading,
      Services services) {
    this.services = services;
    this.gateway = gateway;
    this.admin = admin;
    this.warmUp = warmUp;
    this.reloading = reloading;
  }

  /**
   * Opens the doors for devices first: those for operators take a second longer.
   *
   * @throws IllegalStateException if a door cannot be opened; nothing is left running
   */
  static RunningGateway start(GatewayConfig config, Services services, Reloading reloading) {
    Optional<WarmUp> warmUp = WarmUp.begin(config, services);
    Gateway gateway = null;
    try {
      gateway = Gateway.start(config, services);
      Peers peers = gateway.engine().peers();
      OtherVersions.warning(peers.live(), peers.self(), Version.text()).ifPresent(LOG::warn);
      gateway.engine().peers().describe(NodeFacts.VERSION, Version::text);
      Optional<AdminServer> admin = administration(gateway, services, reloading);
      LoginGate gate = gateway.gate();
      warmUp.ifPresent(rehearsal -> rehearsal.goOn(gate::asked));
      return new RunningGateway(gateway, admin, warmUp, reloading, services);
    } catch (RuntimeException e) {
      warmUp.ifPresent(WarmUp::close);
      if (gateway != null) {
        gateway.close();
      }
      throw e;
    }
  }

  private static Optional<AdminServer> administration(
      Gateway gateway, Services services, Reloading reloading) {
    return gateway.config().admin().enabled()
        ? Optional.of(
            Administration.start(gateway, services.wallClock(), () -> reloading.reload(gateway)))
        : Optional.empty();
  }

  /** Reads its configuration again. */
  Reloaded reload() {
    return reloading.reload(gateway);
  }

  /**
   * Has the audit log say what a signal did; not awaited.
   *
   * @param before what was in force; empty if that does not apply
   * @param after what is in force now
   */
  void signalled(String signal, String action, String before, String after) {
    Instant now = services.wallClock().instant();
    var line =
        new AuditLine(now, signal, action, "", before, after, Optional.empty(), false, "done");
    gateway.auditTrail().write(line);
  }

  /** Empties it before it is closed. */
  Drain drain() {
    return gateway.drain();
  }

  /** What its event loops run on. */
  Transport transport() {
    return gateway.transport();
  }

  /** Every door with its address: {@code tcp 127.0.0.1:7400, admin http://127.0.0.1:7480}. */
  String doors() {
    List<String> doors = new ArrayList<>();
    gateway.ports().forEach((name, address) -> doors.add(name + " " + text(address)));
    admin.ifPresent(server -> doors.add("admin " + server.uri()));
    return String.join(", ", doors);
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  @Override
  public void close() {
    warmUp.ifPresent(WarmUp::close);
    admin.ifPresent(AdminServer::stopping);
    gateway.close();
    admin.ifPresent(AdminServer::close);
  }
}
