package io.heartwire.doctor.cases;

import io.heartwire.doctor.evidence.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of an incident, before anybody judges it.
 *
 * @param opening what left its baseline, and when
 * @param closedAt when it was over; empty while it is open
 * @param crowd whom it concerns
 * @param cohorts what victims and suspects have in common, the most telling first
 * @param timing when they left
 * @param evidence what was measured, from two minutes before it opened
 * @param scene where it happened
 */
public record CaseFile(
    IncidentDetector.Opening opening,
    Optional<Instant> closedAt,
    Crowd crowd,
    List<CohortShare> cohorts,
    Timing timing,
    Window evidence,
    Scene scene) {
  public CaseFile {
    cohorts = List.copyOf(cohorts);
  }

  /**
   * Where it happened.
   *
   * @param ports clients connect to
   * @param pid the process
   * @param loops event loops
   * @param sources networks of clients that are attached, or were, and how each is hit
   * @param beacons what else is watched, and tells path from uplink
   */
  public record Scene(
      List<Integer> ports, long pid, int loops, List<CohortShare> sources, List<Beacon> beacons) {
    public Scene {
      ports = List.copyOf(ports);
      sources = List.copyOf(sources);
      beacons = List.copyOf(beacons);
    }
  }

  /**
   * Something that ought to answer whenever our network works.
   *
   * @param name for people
   * @param reachable it answers
   * @param detail what it said last, or why it did not
   */
  public record Beacon(String name, boolean reachable, String detail) {}
}
