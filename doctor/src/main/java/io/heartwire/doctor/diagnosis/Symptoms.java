package io.heartwire.doctor.diagnosis;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.core.liveness.SocketSnapshot.TcpState;
import io.heartwire.doctor.cases.CaseFile;
import io.heartwire.doctor.cases.CohortShare;
import io.heartwire.doctor.cases.Crowd;
import io.heartwire.doctor.cases.Dimension;
import io.heartwire.doctor.cases.Sufferer;
import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import io.heartwire.doctor.evidence.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What all hypotheses ask of a {@link CaseFile}, worked out once. Immutable. */
final class Symptoms {
  private static final long LONGEST_BEFORE_MS = 120_000;
  private static final long SHORTEST_BEFORE_MS = 20_000;
  private static final long STALE_MS = 1_000;
  private static final double LEAST_EXPECTED = 2;

  /** Of a Poisson distribution: e to the power of minus this. */
  private static final double ONE_IN_A_MILLION = 13.8;

  /** A pause shorter than this hurts nobody. */
  static final long STALL_MS = 1_000;

  final CaseFile file;
  final Crowd crowd;

  /** What was measured from shortly before the incident on. */
  final Window recent;

  /** Of whom the kernel could say something. */
  final List<Sufferer> known;

  private final List<Sufferer> hit;

  Symptoms(CaseFile file) {
    this.file = file;
    this.crowd = file.crowd();
    this.hit = Stream.concat(crowd.left().stream(), crowd.suspected().stream()).toList();
    this.known = hit.stream().filter(it -> it.kernel().available()).toList();
    Instant from = file.opening().at().minus(Duration.ofMillis(beforeMs()));
    this.recent = file.evidence().between(from, Instant.MAX);
  }

  /** What happened so long before can be why they are gone now. */
  private long beforeMs() {
    long interval = hit.stream().mapToLong(Sufferer::intervalMs).max().orElse(0);
    return Math.max(SHORTEST_BEFORE_MS, Math.min(LONGEST_BEFORE_MS, 2 * interval));
  }

  /** Victims and suspects that are known one by one. */
  int hit() {
    return hit.size();
  }

  /** Victims in all, suspects and clients that nobody hears. */
  int concerned() {
    return Math.max(hit(), crowd.victims() + crowd.suspects() + crowd.unheard());
  }

  private static double share(long part, long all) {
    return all == 0 ? 0 : (double) part / all;
  }

  long count(Predicate<Sufferer> which) {
    return known.stream().filter(which).count();
  }

  /** Share of those with evidence for whom {@code which} holds; 0 if there are none. */
  double share(Predicate<Sufferer> which) {
    return share(count(which), known.size());
  }

  /** Share of those that left, by reason. */
  double left(DisconnectReason... reasons) {
    int of = 0;
    for (DisconnectReason reason : reasons) {
      of += crowd.byReason().getOrDefault(reason, 0);
    }
    return share(of, Math.max(1, crowd.victims()));
  }

  int leftCount(DisconnectReason reason) {
    return crowd.byReason().getOrDefault(reason, 0);
  }

  /** Its data reached this machine, and we had not read it, or had only just. */
  static boolean isLate(Sufferer it) {
    SocketSnapshot kernel = it.kernel();
    boolean lately = kernel.lastDataMs() < it.intervalMs() / 2 && it.silenceMs() > it.intervalMs();
    return kernel.unreadBytes() > 0
        || (lately && kernel.available() && kernel.state() == TcpState.ESTABLISHED);
  }

  /** What we sent is sent again and again, and nothing comes back. */
  static boolean isLost(Sufferer it) {
    SocketSnapshot kernel = it.kernel();
    return kernel.unackedSegments() > 0
        && kernel.retransmits() > 0
        && kernel.lastAckMs() > STALE_MS
        && kernel.state() != TcpState.CLOSED
        && !isOneWay(it);
  }

  /** What we sent is sent again and again, and yet something comes. */
  static boolean isOneWay(Sufferer it) {
    SocketSnapshot kernel = it.kernel();
    return kernel.unackedSegments() > 0
        && kernel.retransmits() > 0
        && kernel.state() != TcpState.CLOSED
        && (repeats(kernel) || isFresh(it));
  }

  /*
   * What it sends arrives, but never our acknowledgement: it sends the same again and again. That refreshes the last
   * acknowledgement, and not the last data; where both directions are cut, the two stand still together, to the ms.
   */
  private static boolean repeats(SocketSnapshot kernel) {
    return kernel.lastDataMs() - kernel.lastAckMs() > STALE_MS;
  }

  private static boolean isFresh(Sufferer it) {
    return it.kernel().lastDataMs() < it.intervalMs() * 5 / 4
        && it.kernel().lastDataMs() < it.kernel().lastAckMs();
  }

  /** Its host acknowledges what we send, its application says nothing. */
  static boolean isFrozen(Sufferer it) {
    return it.end().filter(DisconnectReason.CLIENT_FROZEN::equals).isPresent()
        || it.state().filter("ACK_ONLY"::equals).isPresent();
  }

  /** How many came anew while the kernel still tried to reach them on the connection before. */
  long cameAnew() {
    return crowd.left().stream()
        .filter(it -> it.end().filter(DisconnectReason.TAKEN_OVER::equals).isPresent())
        .count();
  }

  /**
   * Whether for four seconds or more clients have come anew while others stay lost: a line that was
   * repaired carries both again within the kernel's longest back-off, 3 s.
   */
  boolean comeAnewThoughLost() {
    long lost = crowd.suspected().stream().filter(Symptoms::isLost).count();
    long seconds =
        recent.readings().stream()
            .filter(it -> it.at().isAfter(file.opening().at()))
            .filter(it -> it.value(Signal.LOGINS).orElse(0) > 0)
            .count();
    return cameAnew() >= 5 && seconds >= 4 && lost >= 5 && 2 * lost >= crowd.suspected().size();
  }

  /** Whether heartbeats and messages still come, at more than a twentieth of what is usual. */
  boolean clientsAreHeard() {
    List<Reading> readings = recent.readings();
    int all = readings.size();
    return mean(readings.subList(Math.max(0, all - 2), all)) > usuallyHeard() / 20;
  }

  /** Whether for a second or more nobody was heard, since shortly before it was noticed. */
  boolean lineWasDead() {
    double few = usuallyHeard() / 20;
    Instant from = file.opening().at().minusSeconds(3);
    return recent.readings().stream()
        .filter(it -> !it.at().isBefore(from))
        .filter(it -> it.value(Signal.HEARTBEATS).isPresent())
        .anyMatch(it -> heard(it) < few);
  }

  private double usuallyHeard() {
    return mean(file.evidence().readings());
  }

  private static double mean(List<Reading> readings) {
    return readings.stream().mapToDouble(Symptoms::heard).average().orElse(0);
  }

  private static double heard(Reading reading) {
    return reading.value(Signal.HEARTBEATS).orElse(0) + reading.value(Signal.MESSAGES).orElse(0);
  }

  /** How many say themselves that they left because they heard nothing from us. */
  int heardNothing() {
    return crowd.reported().getOrDefault(DisconnectReason.NO_PONG.name(), 0);
  }

  /** The value of {@code dimension} that tells victims from others, if one does. */
  Optional<CohortShare> common(Dimension dimension) {
    return file.cohorts().stream()
        .filter(it -> it.dimension() == dimension && it.stands())
        .findFirst();
  }

  /**
   * Networks that are hit, if others are spared that chance would not have spared: were everybody
   * hit alike, the spared ones would have had so many victims that to see none has a probability
   * below one in a million. Networks of a few clients say nothing.
   */
  List<CohortShare> networksHit() {
    List<CohortShare> networks = file.scene().sources();
    double members = networks.stream().mapToInt(CohortShare::members).sum();
    double victims = networks.stream().mapToInt(CohortShare::victims).sum();
    double share = victims / Math.max(1, members);
    double missing =
        networks.stream()
            .filter(it -> it.victims() <= 0.1 * it.members() * share)
            .mapToDouble(it -> it.members() * share)
            .filter(expected -> expected >= LEAST_EXPECTED)
            .sum();
    return missing < ONE_IN_A_MILLION
        ? List.of()
        : networks.stream().filter(it -> it.victims() > it.members() * share).toList();
  }

  /** The longest happening of {@code kind} that is recent. */
  Optional<Happening> longest(Happening.Kind kind) {
    return recent.happenings(kind).stream().findFirst();
  }

  long totalMs(Happening.Kind kind) {
    return recent.happenings(kind).stream().mapToLong(Happening::durationMs).sum();
  }

  /** Of which beacons none answers, or all do; empty if there are none, or some of each. */
  Optional<Boolean> beacons() {
    long answer = file.scene().beacons().stream().filter(CaseFile.Beacon::reachable).count();
    if (file.scene().beacons().isEmpty()) {
      return Optional.empty();
    }
    if (answer == 0) {
      return Optional.of(false);
    }
    return answer == file.scene().beacons().size() ? Optional.of(true) : Optional.empty();
  }

  /** The port for commands; the usual one if none is known. */
  int port() {
    return file.scene().ports().stream().findFirst().orElse(7400);
  }
}
