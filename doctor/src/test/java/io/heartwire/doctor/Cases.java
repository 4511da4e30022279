package io.heartwire.doctor;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.core.liveness.SocketSnapshot.TcpState;
import io.heartwire.doctor.cases.CaseFile;
import io.heartwire.doctor.cases.CohortShare;
import io.heartwire.doctor.cases.Crowd;
import io.heartwire.doctor.cases.Dimension;
import io.heartwire.doctor.cases.IncidentDetector;
import io.heartwire.doctor.cases.Population;
import io.heartwire.doctor.cases.Sufferer;
import io.heartwire.doctor.cases.Timing;
import io.heartwire.doctor.cases.Trigger;
import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import io.heartwire.doctor.evidence.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Builds a case: 100 clients of four networks and two versions, and what befell them. */
public final class Cases {
  public static final Instant NOW = Instant.parse("2026-11-27T03:00:00Z");
  public static final int CLIENTS = 100;
  private static final long INTERVAL_MS = 10_000;

  private Trigger trigger = Trigger.SUSPECTS;
  private final List<Sufferer> left = new ArrayList<>();
  private final List<Sufferer> suspected = new ArrayList<>();
  private final List<Sufferer> healthy = new ArrayList<>();
  private final List<Happening> happenings = new ArrayList<>();
  private final Map<Signal, Double> signals = new EnumMap<>(Signal.class);
  private final Map<String, Reading.LoopUse> handlers = new HashMap<>();
  private final Map<String, Integer> reported = new HashMap<>();
  private final Map<Signal, Double> later = new EnumMap<>(Signal.class);
  private int secondsLater;
  private List<CaseFile.Beacon> beacons = List.of();

  /** Nothing is the matter. */
  public Cases() {
    signals.put(Signal.LOOP_LAG, 3.0);
    signals.put(Signal.LOOPS, 2.0);
    signals.put(Signal.ATTACHED, 1.0 * CLIENTS);
    signals.put(Signal.SYSTEM_CPU, 0.2);
    for (int i = 0; i < CLIENTS; i++) {
      healthy.add(sufferer(i, Optional.empty(), 2_000, kernel(2_000, 100, 0, 0, 0)));
    }
  }

  public static SocketSnapshot kernel(
      long lastDataMs, long lastAckMs, long unread, long unacked, int retransmits) {
    return new SocketSnapshot(
        true,
        TcpState.ESTABLISHED,
        lastDataMs,
        lastAckMs,
        unread,
        unacked,
        0,
        400,
        retransmits,
        retransmits,
        1,
        false);
  }

  private static Sufferer sufferer(
      int i, Optional<DisconnectReason> end, long silenceMs, SocketSnapshot kernel) {
    return new Sufferer(
        "dev-" + i,
        NOW.plusMillis(37L * i),
        end,
        end.isPresent() ? Optional.empty() : Optional.of("SUSPECT"),
        new Sufferer.Place(
            "tcp",
            "loop-" + i % 2,
            "198.18." + i % 4 + ".0/24",
            i % 3 == 0 ? "2.0" : "1.9",
            "default",
            "",
            60_000),
        INTERVAL_MS,
        silenceMs,
        0,
        1,
        kernel);
  }

  /** What opened it. */
  public Cases by(Trigger trigger) {
    this.trigger = trigger;
    return this;
  }

  /** So it was measured, each second. */
  public Cases measured(Signal signal, double value) {
    signals.put(signal, value);
    return this;
  }

  /** So it was measured in so many seconds after it opened, as everything else was. */
  public Cases since(int seconds, Signal signal, double value) {
    later.put(signal, value);
    secondsLater = seconds;
    return this;
  }

  /** So much did handlers of {@code type} do on event loops, each second. */
  public Cases handled(String type, double ms, long runs) {
    handlers.put(type, new Reading.LoopUse(ms, runs));
    return this;
  }

  /** This happened, until five seconds before it opened. */
  public Cases happened(Happening.Kind kind, long ms, String subject, String culprit) {
    happenings.add(
        new Happening(kind, NOW.minusMillis(ms + 5_000), ms, subject, culprit, List.of()));
    return this;
  }

  /** An event loop was blocked, with this stack. */
  public Cases blocked(long ms, String culprit, List<String> stack) {
    Instant from = NOW.minusMillis(ms + 5_000);
    happenings.add(new Happening(Happening.Kind.LOOP_BLOCKED, from, ms, "loop-1", culprit, stack));
    return this;
  }

  /** Clients number {@code from}, from + step, … are suspected. */
  public Cases suspected(int from, int step, SocketSnapshot kernel) {
    for (int i = from; i < CLIENTS; i += step) {
      suspected.add(sufferer(i, Optional.empty(), 12_000, kernel));
      healthy.removeIf(isNumber(i));
    }
    return this;
  }

  /** They left, having been silent for so long; {@code spacing} ms one after the other. */
  public Cases left(int from, int step, DisconnectReason reason, long silenceMs, long spacingMs) {
    for (int i = from; i < CLIENTS; i += step) {
      Sufferer it = sufferer(i, Optional.of(reason), silenceMs, SocketSnapshot.NONE);
      left.add(
          new Sufferer(
              it.clientId(),
              NOW.plusMillis(spacingMs * i),
              it.end(),
              it.state(),
              it.place(),
              it.intervalMs(),
              it.silenceMs(),
              0,
              0,
              it.kernel()));
      healthy.removeIf(isNumber(i));
    }
    return this;
  }

  /** They logged in anew, and left connections behind that look so to the kernel. */
  public Cases leftBehind(int from, int step, SocketSnapshot kernel) {
    for (int i = from; i < CLIENTS; i += step) {
      left.add(sufferer(i, Optional.of(DisconnectReason.TAKEN_OVER), 0, kernel));
    }
    return this;
  }

  private static Predicate<Sufferer> isNumber(int i) {
    return it -> it.clientId().equals("dev-" + i);
  }

  /** Those that are well look so to the kernel. */
  public Cases healthyLook(SocketSnapshot kernel) {
    healthy.replaceAll(
        it ->
            new Sufferer(
                it.clientId(),
                it.at(),
                it.end(),
                it.state(),
                it.place(),
                it.intervalMs(),
                it.silenceMs(),
                0,
                0,
                kernel));
    return this;
  }

  /** So many that returned gave this cause. */
  public Cases reported(String cause, int count) {
    reported.put(cause, count);
    return this;
  }

  public Cases beacons(boolean reachable) {
    beacons = List.of(new CaseFile.Beacon("gateway 198.18.0.1", reachable, "asked"));
    return this;
  }

  /** The hosts of those that are suspected acknowledge our pings. */
  public Cases frozen() {
    suspected.replaceAll(
        it ->
            new Sufferer(
                it.clientId(),
                it.at(),
                it.end(),
                Optional.of("ACK_ONLY"),
                it.place(),
                it.intervalMs(),
                it.silenceMs(),
                0,
                1,
                it.kernel()));
    return this;
  }

  public CaseFile file() {
    Population hit = new Population();
    left.forEach(it -> hit.add(it.place()));
    suspected.forEach(it -> hit.add(it.place()));
    Population everybody = new Population();
    left.forEach(it -> everybody.add(it.place()));
    suspected.forEach(it -> everybody.add(it.place()));
    healthy.forEach(it -> everybody.add(it.place()));
    Map<DisconnectReason, Integer> byReason = new EnumMap<>(DisconnectReason.class);
    left.forEach(it -> byReason.merge(it.end().orElseThrow(), 1, Integer::sum));
    return new CaseFile(
        new IncidentDetector.Opening(trigger, NOW, "something left its baseline"),
        Optional.empty(),
        new Crowd(
            CLIENTS,
            left.size(),
            suspected.size(),
            0,
            byReason,
            reported,
            left,
            suspected,
            healthy.subList(0, Math.min(64, healthy.size()))),
        CohortShare.of(hit, everybody),
        Timing.of(left),
        new Window(readings(), happenings, Map.of()),
        new CaseFile.Scene(List.of(7400), 4711, 2, sources(hit, everybody), beacons));
  }

  private List<Reading> readings() {
    List<Reading> readings = new ArrayList<>();
    for (int second = -30; second <= 0; second++) {
      Reading.Builder reading = Reading.at(NOW.plusSeconds(second), 0);
      signals.forEach(reading::set);
      readings.add(reading.handlers(handlers).build());
    }
    for (int second = 1; second <= secondsLater; second++) {
      Reading.Builder reading = Reading.at(NOW.plusSeconds(second), 0);
      signals.forEach(reading::set);
      later.forEach(reading::set);
      readings.add(reading.build());
    }
    return readings;
  }

  private static List<CohortShare> sources(Population hit, Population everybody) {
    List<CohortShare> sources = new ArrayList<>();
    everybody
        .values(Dimension.SOURCE)
        .forEach(
            (source, members) -> {
              int victims = hit.of(Dimension.SOURCE, source);
              sources.add(
                  new CohortShare(
                      Dimension.SOURCE,
                      source,
                      victims,
                      members,
                      victims / (double) Math.max(1, hit.all()),
                      victims / (double) members,
                      1));
            });
    return sources;
  }
}
