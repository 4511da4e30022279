package io.heartwire.gateway.admin;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.MassBreaker;
import io.heartwire.gateway.cluster.Presences;
import io.heartwire.gateway.health.HealthState;
import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.netty.LoopLag;
import io.heartwire.netty.LoopStats;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code /api/v1/status}. */
final class StatusResource {
  private static final LoopStats IDLE = new LoopStats("", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private final AdminSources sources;
  private final Warnings warnings;
  private final FigureHistory history;

  StatusResource(AdminSources sources, FigureHistory history) {
    this.history = history;
    this.sources = sources;
    this.warnings = new Warnings(sources);
  }

  void show(Context request) {
    Query.of(request);
    request.json(status());
  }

  /** How it is now. */
  StatusView status() {
    boolean draining = !sources.drain().isReady();
    return new StatusView(
        sources.config().node(),
        sources.doors().transport().word(),
        sources.startedAt(),
        Duration.between(sources.startedAt(), sources.wallClock().instant()).toMillis(),
        sources.sessions().attached(),
        sources.engine().counts().inGrace(),
        sources.engine().counts().offline(),
        cluster(),
        history.trend(),
        health(),
        sources.doors().open().getAsLong(),
        sources.engine().standing().detached(),
        draining,
        draining
            ? Optional.of(DrainView.of(sources.config().node(), sources.drain().progress()))
            : Optional.empty(),
        breaker(sources.heartbeats().breaker()),
        Figures.lastSweepMs(sources.heartbeats()),
        Figures.sum(sources.heartbeats(), LoopStats::suspects),
        Figures.sum(sources.heartbeats(), LoopStats::pings),
        sources.sessions().logins(),
        StormResource.cluster(sources.admission().state().get().share()),
        sources.review().falseVerdicts(),
        sources.review().unreachable(),
        endings(sources.disconnects()),
        listeners(),
        loops(),
        warnings.now());
  }

  private StatusView.Cluster cluster() {
    Presences counts = sources.engine().counts();
    return new StatusView.Cluster(
        sources.engine().peers().live().size(),
        counts.attached(),
        counts.inGrace(),
        counts.offline());
  }

  private static StatusView.Breaker breaker(MassBreaker breaker) {
    return new StatusView.Breaker(
        breaker.why().isPresent() ? "open" : "closed",
        breaker.settings().mode().name().toLowerCase(Locale.ROOT),
        breaker.why(),
        breaker.incident(),
        breaker.unanswered(),
        breaker.incidents(),
        breaker.heldInAll());
  }

  private static Map<String, Long> endings(Disconnects disconnects) {
    var counts = new TreeMap<String, Long>();
    for (DisconnectReason reason : DisconnectReason.values()) {
      long count = disconnects.sessionsEnded(reason);
      if (count > 0) {
        counts.put(reason.name(), count);
      }
    }
    return counts;
  }

  private Map<String, Long> health() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (HealthState state : HealthState.values()) {
      long attached = sources.sessions().attached();
      counts.put(state.word(), sources.health().figures().present(state, attached));
    }
    return counts;
  }

  private Map<String, String> listeners() {
    var texts = new TreeMap<String, String>();
    sources.listeners().forEach((name, at) -> texts.put(name, Addresses.text(at)));
    return texts;
  }

  /** Every loop with its lag; one that never had a connection has no other figures yet. */
  private List<StatusView.Loop> loops() {
    Map<String, LoopStats> stats = new HashMap<>();
    sources.heartbeats().stats().forEach(loop -> stats.put(loop.loop(), loop));
    return sources.doors().loopLags().get().stream()
        .sorted(Comparator.comparing(LoopLag::loop))
        .map(lag -> loop(lag, stats.getOrDefault(lag.loop(), IDLE)))
        .toList();
  }

  private static StatusView.Loop loop(LoopLag lag, LoopStats stats) {
    return new StatusView.Loop(
        lag.loop(),
        lag.last().toMillis(),
        lag.max().toMillis(),
        stats.connections(),
        stats.suspects(),
        stats.stalls(),
        stats.stalledMs(),
        stats.lateReads(),
        stats.verdicts(),
        stats.errors(),
        stats.sweepNanos() / 1_000);
  }
}
