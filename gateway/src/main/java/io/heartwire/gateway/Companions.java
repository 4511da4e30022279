package io.heartwire.gateway;

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
    Sinks sinks = Wiring.sinks(gateway.config(), types, gateway.engine(), services, threads);
    if (!gateway.config().doctor().enabled()) {
      return new Companions(sinks, Optional.empty());
    }
    Diagnostics diagnostics = Diagnostics.start(gateway, services, threads);
    gateway.connect(diagnostics);
    return new Companions(sinks, Optional.of(diagnostics));
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
