package io.heartwire.gateway;

import io.heartwire.core.liveness.BreakerEvent;
import io.heartwire.doctor.cases.CaseFile;
import io.heartwire.doctor.evidence.EvidenceCollector;
import io.heartwire.doctor.evidence.EvidenceRing;
import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.machine.Evidence;
import io.heartwire.gateway.incident.Figures;
import io.heartwire.gateway.incident.IncidentDesk;
import io.heartwire.gateway.incident.Incidents;
import io.heartwire.gateway.transport.GatewayThreads;
import io.heartwire.netty.HeartbeatListener;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Evidence of one gateway, and what becomes of it: collected once a second, watched for incidents.
 * Thread safe; {@link #close} ends its threads.
 */
public final class Diagnostics implements HeartbeatListener, AutoCloseable {
  private final EvidenceCollector collector;
  private final IncidentDesk desk;
  private final InstantSource wallClock;

  private Diagnostics(EvidenceCollector collector, IncidentDesk desk, InstantSource wallClock) {
    this.collector = collector;
    this.desk = desk;
    this.wallClock = wallClock;
  }

  /** Begins to watch {@code gateway}. */
  static Diagnostics start(Gateway gateway, Services services, GatewayThreads threads) {
    var figures =
        new Figures(
            gateway.sessions(),
            gateway.disconnects(),
            gateway.review(),
            gateway.heartbeats(),
            gateway.dispatcher(),
            new Figures.Doors(
                () -> gateway.counters().accepted(),
                () -> gateway.counters().acceptErrors(),
                () -> gateway.gate().state().counts().deferred(),
                gateway::loopLags));
    var setup =
        new Incidents.Setup(
            gateway.config().node(),
            figures,
            gateway.silent()::suspects,
            () -> List.copyOf(ports(gateway)),
            () -> beacons(gateway),
            services.wallClock(),
            services.random(),
            threads.named("heartwire-doctor"));
    var collected =
        new Incidents.Collecting(
            new EvidenceRing(services.clock()),
            Evidence.linuxAndJvm(() -> ports(gateway), services.clock(), services.wallClock()),
            services.clock(),
            threads.named("heartwire-evidence"));
    Incidents started = Incidents.start(setup, collected);
    threads.observe(started.blocks());
    return new Diagnostics(started.collector(), started.desk(), services.wallClock());
  }

  /** Those that were looked at: what nobody could look at says nothing. */
  private static List<CaseFile.Beacon> beacons(Gateway gateway) {
    return gateway.targets().views().stream()
        .filter(it -> it.lastSeen().isPresent())
        .map(it -> new CaseFile.Beacon(it.target().name(), it.answers(), it.problem()))
        .toList();
  }

  private static Set<Integer> ports(Gateway gateway) {
    return gateway.ports().values().stream()
        .map(InetSocketAddress::getPort)
        .collect(Collectors.toSet());
  }

  /** What is measured. */
  public EvidenceCollector evidence() {
    return collector;
  }

  /** Incidents. */
  public IncidentDesk incidents() {
    return desk;
  }

  @Override
  public void stalled(String loop, long stalledMs, Optional<Boolean> kernelHeard) {
    String heard =
        kernelHeard.map(it -> it ? Happening.KERNEL_HEARD : Happening.KERNEL_SILENT).orElse("");
    collector.happened(
        new Happening(
            Happening.Kind.LOOP_STALLED,
            wallClock.instant().minusMillis(stalledMs),
            stalledMs,
            loop,
            heard,
            List.of()));
  }

  @Override
  public void breaker(BreakerEvent event) {
    desk.breaker(event, wallClock.instant());
  }

  @Override
  public void close() {
    collector.close();
    desk.close();
  }
}
