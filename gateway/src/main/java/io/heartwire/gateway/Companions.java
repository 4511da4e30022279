package io.heartwire.gateway;

import io.heartwire.gateway.cluster.NodeFacts;
import io.heartwire.gateway.cluster.Peers;
import io.heartwire.gateway.event.SinkTypes;
import io.heartwire.gateway.event.Sinks;
import io.heartwire.gateway.transport.GatewayThreads;
import java.util.Optional;

/** What runs beside a gateway that is open to clients, and not in its rehearsal. */
final class Companions implements AutoCloseable {
  private final Sinks sinks;
  private final Optional<Diagnostics> diagnostics;

  private Companions(Sinks sinks, Optional<Diagnostics> diagnostics) {
    this.sinks = sinks;
    this.diagnostics = diagnostics;
  }

  /** Tells others from now on what happens to {@code gateway}, and explains its incidents. */
  static Companions start(
      Gateway gateway, SinkTypes types, Services services, GatewayThreads threads) {
    describe(gateway);
    TakenOver.begin(gateway);
    Sinks sinks = Wiring.sinks(gateway.config(), types, gateway.engine(), services, threads);
    if (!gateway.config().doctor().enabled()) {
      return new Companions(sinks, Optional.empty());
    }
    Diagnostics diagnostics = Diagnostics.start(gateway, services, threads);
    gateway.connect(diagnostics);
    return new Companions(sinks, Optional.of(diagnostics));
  }

  /** What the other gateways are told of {@code gateway}. */
  private static void describe(Gateway gateway) {
    Peers peers = gateway.engine().peers();
    peers.describe(NodeFacts.SINCE, () -> gateway.startedAt().toString());
    peers.describe(NodeFacts.CLIENTS, () -> Long.toString(gateway.sessions().attached()));
    peers.describe(NodeFacts.LOGINS, () -> Long.toString(gateway.sessions().logins()));
    peers.describe(NodeFacts.STATE, () -> gateway.drain().isReady() ? "live" : "draining");
  }

  Sinks sinks() {
    return sinks;
  }

  Optional<Diagnostics> diagnostics() {
    return diagnostics;
  }

  @Override
  public void close() {
    diagnostics.ifPresent(Diagnostics::close);
    sinks.close();
  }
}
