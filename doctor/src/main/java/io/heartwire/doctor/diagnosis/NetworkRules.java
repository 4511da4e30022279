package io.heartwire.doctor.diagnosis;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.doctor.cases.CaseFile;
import io.heartwire.doctor.cases.CohortShare;
import io.heartwire.doctor.cases.Sufferer;
import io.heartwire.doctor.cases.Timing;
import io.heartwire.doctor.evidence.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Hypotheses about what lies between us and the clients. */
final class NetworkRules {
  private static final double HALF = 0.5;

  /** Fewer than these are no mass. */
  private static final int FEWEST = 5;

  private static final long LEAST_IDLE_MS = 2_000;

  private NetworkRules() {}

  static List<Rule> all() {
    return List.of(
        NetworkRules::cut, NetworkRules::forgotten, NetworkRules::oneWay, NetworkRules::middlebox);
  }

  /** Nothing comes back: from one part of the network, or from all of it. */
  private static Optional<Finding> cut(Symptoms it) {
    double lost = it.share(Symptoms::isLost);
    if (lost < HALF || it.known.size() < FEWEST) {
      return Optional.empty();
    }
    List<String> facts = new ArrayList<>();
    facts.add(
        Say.text(
            "what we sent to %s of them is sent again and again, and nothing is acknowledged",
            Say.of(it.count(Symptoms::isLost), it.known.size())));
    facts.add(stillness(it));
    beaconFact(it).ifPresent(facts::add);
    List<CohortShare> networks = it.networksHit();
    return Optional.of(
        networks.isEmpty() ? uplink(it, lost, facts) : path(it, lost, facts, networks));
  }

  private static Finding path(
      Symptoms it, double lost, List<String> facts, List<CohortShare> networks) {
    int members = networks.stream().mapToInt(CohortShare::members).sum();
    int victims = networks.stream().mapToInt(CohortShare::victims).sum();
    String name = names(networks);
    facts.add(
        1,
        Say.text(
            "%s clients of %s are hit, and nearly nobody else", Say.of(victims, members), name));
    return new Finding(
        Cause.NETWORK_PATH,
        name,
        // Whoever comes anew from there has a path.
        0.95 * lost * (it.cameAnew() > 0 ? 0.6 : 1),
        Say.text(
            "the path to %s is cut: %s clients there are silent, those elsewhere are well",
            name, Say.of(victims, members)),
        facts,
        late(it),
        "look at what lies between us and that network: a router, a carrier, a firewall",
        Say.text("tcpdump -ni any 'tcp port %d and net %s'", it.port(), networks.get(0).value()));
  }

  private static Finding uplink(Symptoms it, double lost, List<String> facts) {
    Optional<Boolean> beacons = it.beacons();
    double confidence = beacons.isPresent() && !beacons.get() ? 0.9 : 0.78;
    if (it.clientsAreHeard() || it.cameAnew() > 0) {
      // The line carries something, so it is not cut.
      confidence *= 0.4;
    }
    String where =
        beacons
            .map(
                reachable ->
                    reachable
                        ? "beyond our gateway, which still answers"
                        : "at our own interface or our gateway, which does not answer either")
            .orElse("at our uplink, or a firewall before us");
    return new Finding(
        Cause.UPLINK,
        "",
        confidence * lost,
        Say.text(
            "%,d clients of all networks are silent at once, and our server is well: the line is"
                + " cut %s",
            it.concerned(), where),
        facts,
        late(it),
        "look at the uplink, the firewall and the interface of this machine",
        Say.text("tcpdump -ni any 'tcp port %d'", it.port()));
  }

  /** Connections go dead one by one, and their clients come anew from where they were. */
  private static Optional<Finding> forgotten(Symptoms it) {
    double lost = it.share(Symptoms::isLost);
    long anew = it.cameAnew();
    boolean linesWork = (it.clientsAreHeard() && !it.lineWasDead()) || it.comeAnewThoughLost();
    if (lost < HALF || it.known.size() < FEWEST || !linesWork || !it.networksHit().isEmpty()) {
      return Optional.empty();
    }
    long interval = it.known.stream().mapToLong(Sufferer::intervalMs).max().orElse(0);
    return Optional.of(
        new Finding(
            Cause.MIDDLEBOX_IDLE_TIMEOUT,
            "under " + Say.ms(interval),
            // Before anybody has come anew it may be something else that picks single connections.
            (anew < FEWEST ? 0.7 : 0.9) * Math.min(1, lost + 0.2),
            Say.text(
                "something between us and the clients forgets connections that are idle for less"
                    + " than %s, and tells nobody",
                Say.ms(interval)),
            List.of(
                Say.text(
                    "what we sent to %s of them is sent again and again, and nothing is"
                        + " acknowledged",
                    Say.of(it.count(Symptoms::isLost), it.known.size())),
                "others are heard all the time, in the same networks",
                Say.text(
                    "%,d clients logged in anew while what we had sent on their old connection was"
                        + " still unanswered",
                    anew)),
            "",
            Say.text(
                "lower liveness.interval (%s), or raise the idle timeout of NATs and firewalls",
                Say.ms(interval)),
            Say.text("ss -tino state established '( sport = :%d )'", it.port())));
  }

  /** What they send arrives, what we send does not. */
  private static Optional<Finding> oneWay(Symptoms it) {
    List<Sufferer> asked =
        Stream.concat(it.known.stream(), it.crowd.healthy().stream())
            .filter(one -> one.kernel().available())
            .toList();
    long oneWay = asked.stream().filter(Symptoms::isOneWay).count();
    double share = asked.isEmpty() ? 0 : (double) oneWay / asked.size();
    if (asked.size() < 5 || share < 0.3) {
      return Optional.empty();
    }
    List<String> facts = new ArrayList<>();
    facts.add(
        Say.text(
            "data still comes from %s clients whose host does not acknowledge what we send",
            Say.of(oneWay, asked.size())));
    facts.add(
        Say.text(
            "%,.0f retransmission timeouts, %,.0f segments sent again",
            it.recent.sum(Signal.TCP_TIMEOUTS), it.recent.sum(Signal.RETRANSMITS)));
    if (it.heardNothing() > 0) {
      facts.add(
          Say.text(
              "%,d clients that returned say that they heard nothing from us", it.heardNothing()));
    }
    return Optional.of(
        new Finding(
            Cause.ONE_WAY_LOSS,
            "",
            Math.min(0.92, 0.85 + 0.1 * share) * Math.min(1, share / HALF),
            Say.text(
                "what we send does not arrive, what clients send does: %s clients show it",
                Say.of(oneWay, asked.size())),
            facts,
            late(it),
            "look at the way from us to them: routes, firewalls, a link with one dead direction",
            Say.text("ss -tino state established '( sport = :%d )'", it.port())));
  }

  /** Connections end, or go dead, when they have been idle for a certain time. */
  private static Optional<Finding> middlebox(Symptoms it) {
    Timing timing = it.file.timing();
    double closed = it.left(DisconnectReason.RESET, DisconnectReason.FIN);
    if (timing.idleMs() < LEAST_IDLE_MS || timing.idleShare() < 0.6 || it.crowd.left().size() < 5) {
      return Optional.empty();
    }
    long longer =
        it.crowd.healthy().stream().filter(one -> one.silenceMs() > 1.1 * timing.idleMs()).count();
    double confidence = 0.9 * Math.min(1, timing.idleShare() + 0.15) * Math.max(0.5, closed);
    if (timing.simultaneous()) {
      confidence *= 0.6;
    }
    if (longer > 0) {
      confidence *= 0.5;
    }
    if (closed < HALF) {
      return Optional.empty();
    }
    String idle = Say.ms(timing.idleMs());
    return Optional.of(
        new Finding(
            Cause.MIDDLEBOX_IDLE_TIMEOUT,
            idle,
            confidence,
            Say.text(
                "something between us and the clients ends connections that were idle for %s",
                idle),
            List.of(
                Say.text(
                    "%s of those that left had been idle for %s, give or take 3 %%",
                    Say.percent(timing.idleShare()), idle),
                Say.text(
                    "%,d connections were reset, %,d closed without a goodbye",
                    it.leftCount(DisconnectReason.RESET), it.leftCount(DisconnectReason.FIN)),
                Say.text(
                    "of %d clients that are well, %d have been idle for longer",
                    it.crowd.healthy().size(), longer)),
            timing.simultaneous() ? "they left all at once" : "",
            Say.text(
                "set liveness.interval below %s, or raise the idle timeout of proxies, load"
                    + " balancers and NATs",
                Say.ms(timing.idleMs() / 2.0)),
            Say.text(
                "tcpdump -ni any 'tcp port %d and tcp[tcpflags] & (tcp-rst|tcp-fin) != 0'",
                it.port())));
  }

  private static String names(List<CohortShare> networks) {
    String first = networks.get(0).value();
    return networks.size() == 1
        ? first
        : Say.text("%s and %d more networks", first, networks.size() - 1);
  }

  private static Optional<String> beaconFact(Symptoms it) {
    List<CaseFile.Beacon> beacons = it.file.scene().beacons();
    long answer = beacons.stream().filter(CaseFile.Beacon::reachable).count();
    return beacons.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Say.text(
                "%s of what else we watch answers (%s)",
                Say.of(answer, beacons.size()), beacons.get(0).name()));
  }

  private static String stillness(Symptoms it) {
    return Say.text(
        "our event loops were %s late at worst", Say.ms(it.recent.max(Signal.LOOP_LAG).orElse(0)));
  }

  private static String late(Symptoms it) {
    long late = it.count(Symptoms::isLate);
    return late == 0
        ? ""
        : Say.text("data of %s clients lay unread here", Say.of(late, it.known.size()));
  }
}
