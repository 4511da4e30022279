package io.heartwire.gateway.incident;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.doctor.cases.CaseFile;
import io.heartwire.doctor.cases.CohortShare;
import io.heartwire.doctor.cases.Crowd;
import io.heartwire.doctor.cases.Dimension;
import io.heartwire.doctor.cases.IncidentDetector;
import io.heartwire.doctor.cases.Population;
import io.heartwire.doctor.cases.Sufferer;
import io.heartwire.doctor.cases.Timing;
import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Signal;
import io.heartwire.doctor.evidence.Window;
import io.heartwire.gateway.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Collects what is known of one incident. NOT thread safe. */
final class Investigation {
  private static final Duration BEFORE = Duration.ofMinutes(2);
  private static final Duration AFTER = Duration.ofMinutes(1);
  private static final int SOURCES = 64;

  private final Parts parts;

  /** How the gateway lies, which the incident does not change. */
  record Place(Supplier<List<Integer>> ports, long pid, int loops) {}

  /**
   * What it works with.
   *
   * @param evidence what was measured between two moments
   * @param beacons what else is watched
   */
  record Parts(
      Figures figures,
      Victims victims,
      Tallies tallies,
      Examination examination,
      Blocks blocks,
      BiFunction<Instant, Instant, Window> evidence,
      Place place,
      Supplier<List<CaseFile.Beacon>> beacons) {}

  Investigation(Parts parts) {
    this.parts = parts;
  }

  /** What is known now of the incident that {@code opening} began, counted from {@code before}. */
  CaseFile look(
      IncidentDetector.Opening opening,
      Tallies.Tally before,
      Instant now,
      Optional<Instant> closedAt) {
    List<Session> attached = parts.figures().sessions().sessions();
    Examination.Found found = parts.examination().look(attached, now);
    List<Sufferer> left = parts.victims().since(before.at());
    Map<DisconnectReason, Integer> byReason = parts.tallies().leftSince(before);
    Window evidence = evidence(opening, now);
    Crowd crowd =
        new Crowd(
            Math.max(before.attached(), parts.tallies().mostAttached()),
            byReason.values().stream().mapToInt(Integer::intValue).sum(),
            parts.figures().heartbeats().breaker().unanswered(),
            unheard(evidence),
            byReason,
            parts.tallies().reportedSince(before),
            left,
            found.suspects(),
            found.healthy());
    Population everybody = new Population();
    attached.forEach(it -> everybody.add(Victims.place(it, now)));
    // Whoever has come back is among those that are attached.
    Set<String> here =
        attached.stream().map(it -> it.clientId().value()).collect(Collectors.toSet());
    left.stream()
        .filter(it -> !here.contains(it.clientId()))
        .forEach(it -> everybody.add(it.place()));
    Population hit = new Population();
    Set<String> counted = new HashSet<>();
    left.stream().filter(it -> counted.add(it.clientId())).forEach(it -> hit.add(it.place()));
    found.suspects().stream()
        .filter(it -> counted.add(it.clientId()))
        .forEach(it -> hit.add(it.place()));
    return new CaseFile(
        opening,
        closedAt,
        crowd,
        CohortShare.of(hit, everybody),
        Timing.of(left),
        evidence,
        scene(hit, everybody));
  }

  private static int unheard(Window evidence) {
    return evidence.readings().isEmpty()
        ? 0
        : (int)
            evidence.readings().get(evidence.readings().size() - 1).value(Signal.UNHEARD).orElse(0);
  }

  private Window evidence(IncidentDetector.Opening opening, Instant now) {
    Instant end = opening.at().plus(AFTER);
    Window measured =
        parts.evidence().apply(opening.at().minus(BEFORE), now.isBefore(end) ? now : end);
    List<Happening> happenings = new ArrayList<>(measured.happenings());
    happenings.addAll(parts.blocks().open());
    return new Window(measured.readings(), happenings, measured.unavailable());
  }

  private CaseFile.Scene scene(Population hit, Population everybody) {
    Map<String, Integer> hits = new HashMap<>(hit.values(Dimension.SOURCE));
    double overall = Math.max(1, hit.all());
    List<CohortShare> sources =
        everybody.values(Dimension.SOURCE).entrySet().stream()
            .map(
                it -> {
                  int victims = hits.getOrDefault(it.getKey(), 0);
                  return new CohortShare(
                      Dimension.SOURCE,
                      it.getKey(),
                      victims,
                      it.getValue(),
                      victims / overall,
                      Math.min(1, (double) victims / it.getValue()),
                      1);
                })
            .sorted(Comparator.comparingInt(CohortShare::members).reversed())
            .limit(SOURCES)
            .toList();
    Place place = parts.place();
    return new CaseFile.Scene(
        place.ports().get(), place.pid(), place.loops(), sources, parts.beacons().get());
  }
}
