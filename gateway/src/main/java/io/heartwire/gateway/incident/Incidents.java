package io.heartwire.gateway.incident;

import io.heartwire.core.time.NanoClock;
import io.heartwire.doctor.cases.CaseFile;
import io.heartwire.doctor.evidence.EvidenceCollector;
import io.heartwire.doctor.evidence.EvidenceRing;
import io.heartwire.doctor.evidence.Probe;
import io.heartwire.gateway.session.Session;
import io.heartwire.netty.LoopListener;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Puts together what watches one gateway for incidents. */
public final class Incidents {
  private final EvidenceCollector collector;
  private final IncidentDesk desk;
  private final Blocks blocks;

  /**
   * What is watched.
   *
   * @param node its name
   * @param figures its figures
   * @param suspects those that do not answer, so many of each event loop
   * @param ports clients connect to
   * @param beacons what else is watched
   * @param threads makes the doctor's thread
   */
  public record Setup(
      String node,
      Figures figures,
      IntFunction<Set<Session>> suspects,
      Supplier<List<Integer>> ports,
      Supplier<List<CaseFile.Beacon>> beacons,
      InstantSource wallClock,
      RandomGenerator random,
      ThreadFactory threads) {}

  /**
   * How evidence is collected.
   *
   * @param probes of the machine; the gateway's own are added
   * @param threads makes the collector's threads
   */
  public record Collecting(
      EvidenceRing ring, List<Probe> probes, NanoClock clock, ThreadFactory threads) {}

  private Incidents(EvidenceCollector collector, IncidentDesk desk, Blocks blocks) {
    this.collector = collector;
    this.desk = desk;
    this.blocks = blocks;
  }

  /** Begins. */
  public static Incidents start(Setup setup, Collecting collecting) {
    List<Probe> probes = new ArrayList<>(collecting.probes());
    probes.add(new GatewayProbe(setup.figures()));
    EvidenceCollector collector =
        EvidenceCollector.start(
            collecting.ring(), probes, collecting.clock(), setup.wallClock(), collecting.threads());
    var blocks = new Blocks(setup.wallClock(), collector::happened);
    var victims = new Victims();
    setup.figures().disconnects().observe(victims);
    var tallies = new Tallies(setup.figures());
    tallies.second(setup.wallClock().instant());
    var place =
        new Investigation.Place(
            setup.ports(),
            ProcessHandle.current().pid(),
            setup.figures().doors().lags().get().size());
    var investigation =
        new Investigation(
            new Investigation.Parts(
                setup.figures(),
                victims,
                tallies,
                new Examination(setup.suspects(), setup.random()),
                blocks,
                collecting.ring()::window,
                place,
                setup.beacons()));
    var desk =
        new IncidentDesk(
            setup.node(), investigation, tallies, collector::lookClosely, setup.threads());
    collector.observeHappenings(desk::happened);
    collector.observeReadings(desk::measured);
    return new Incidents(collector, desk, blocks);
  }

  /** What is measured. */
  public EvidenceCollector collector() {
    return collector;
  }

  /** Incidents. */
  public IncidentDesk desk() {
    return desk;
  }

  /** Wants to hear of event loops that are blocked. */
  public LoopListener blocks() {
    return blocks;
  }
}
