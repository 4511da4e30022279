package io.heartwire.gateway.incident;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.doctor.evidence.Probe;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import io.heartwire.netty.LoopLag;
import io.heartwire.netty.LoopStats;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The gateway's own signals. NOT thread safe: the collector's thread owns it. */
final class GatewayProbe implements Probe {
  /** Whoever left like this did not want to, and nor did we. */
  static final Set<DisconnectReason> UNWANTED =
      EnumSet.of(
          DisconnectReason.SILENT,
          DisconnectReason.CLIENT_FROZEN,
          DisconnectReason.LEASE_EXPIRED,
          DisconnectReason.RESET,
          DisconnectReason.FIN,
          DisconnectReason.SLOW_CONSUMER,
          DisconnectReason.FRAME_TIMEOUT,
          DisconnectReason.INTERNAL_ERROR);

  private static final long BLOCKED_MS = 1_000;

  private final Figures figures;
  private final Deltas deltas = new Deltas();
  private final Map<String, Reading.LoopUse> handlersBefore = new HashMap<>();

  GatewayProbe(Figures figures) {
    this.figures = figures;
  }

  @Override
  public void read(Reading.Builder reading) {
    clients(reading);
    loops(reading);
    doors(reading);
    handlers(reading);
  }

  private void clients(Reading.Builder reading) {
    reading.set(Signal.ATTACHED, (double) figures.sessions().attached());
    reading.set(Signal.SUSPECTS, figures.heartbeats().breaker().unanswered());
    long unwanted = 0;
    long wanted = 0;
    for (DisconnectReason reason : DisconnectReason.values()) {
      long ended = figures.disconnects().sessionsEnded(reason);
      if (UNWANTED.contains(reason)) {
        unwanted += ended;
      } else {
        wanted += ended;
      }
    }
    deltas.set(reading, Signal.DISCONNECTS, unwanted);
    deltas.set(reading, Signal.LEFT, wanted);
    deltas.set(reading, Signal.LOGINS, figures.sessions().logins());
    deltas.set(reading, Signal.MESSAGES, figures.dispatcher().received());
  }

  private void loops(Reading.Builder reading) {
    List<LoopLag> lags = figures.doors().lags().get();
    List<LoopStats> stats = figures.heartbeats().stats();
    long latest = 0;
    int blocked = 0;
    int unheard = 0;
    for (LoopLag lag : lags) {
      long ms = lag.last().toMillis();
      latest = Math.max(latest, ms);
      if (ms >= BLOCKED_MS) {
        blocked++;
        unheard += connections(stats, lag.loop());
      }
    }
    reading.set(Signal.LOOPS, lags.size());
    reading.set(Signal.LOOP_LAG, (double) latest);
    reading.set(Signal.LOOPS_BLOCKED, blocked);
    reading.set(Signal.UNHEARD, unheard);
    deltas.set(
        reading, Signal.HEARTBEATS, stats.stream().mapToLong(it -> it.pings() + it.pongs()).sum());
    deltas.set(reading, Signal.LATE_READS, stats.stream().mapToLong(LoopStats::lateReads).sum());
    deltas.set(reading, Signal.UNWRITABLE, stats.stream().mapToLong(LoopStats::unwritable).sum());
  }

  private static int connections(List<LoopStats> stats, String loop) {
    return stats.stream()
        .filter(it -> it.loop().equals(loop))
        .mapToInt(LoopStats::connections)
        .sum();
  }

  private void doors(Reading.Builder reading) {
    deltas.set(reading, Signal.CONNECTS, figures.doors().accepted().getAsLong());
    deltas.set(reading, Signal.ACCEPT_ERRORS, figures.doors().acceptErrors().getAsLong());
    deltas.set(reading, Signal.DEFERRED, figures.doors().deferred().getAsLong());
  }

  private void handlers(Reading.Builder reading) {
    Map<String, Reading.LoopUse> grown = new HashMap<>();
    figures
        .dispatcher()
        .loopUse((type, nanos, runs) -> grew(grown, type, new Reading.LoopUse(nanos / 1e6, runs)));
    reading.set(
        Signal.HANDLERS_ON_LOOPS, grown.values().stream().mapToDouble(Reading.LoopUse::ms).sum());
    Map<String, Reading.LoopUse> most = new LinkedHashMap<>();
    grown.entrySet().stream()
        .sorted(Comparator.comparingDouble(it -> -it.getValue().ms()))
        .limit(Reading.MAX_TYPES)
        .forEach(it -> most.put(it.getKey(), it.getValue()));
    reading.handlers(most);
  }

  /* Types are bounded where they are made. */
  private void grew(Map<String, Reading.LoopUse> grown, String type, Reading.LoopUse total) {
    Reading.LoopUse before = handlersBefore.put(type, total);
    double ms = total.ms() - (before == null ? 0 : before.ms());
    long runs = total.runs() - (before == null ? 0 : before.runs());
    if (runs > 0) {
      grown.put(type, new Reading.LoopUse(ms, runs));
    }
  }
}
