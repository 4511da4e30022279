package io.heartwire.doctor.diagnosis;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.doctor.cases.CohortShare;
import io.heartwire.doctor.cases.Dimension;
import io.heartwire.doctor.cases.Timing;
import io.heartwire.doctor.cases.Trigger;
import io.heartwire.doctor.evidence.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hypotheses about the clients. */
final class ClientRules {
  private static final double HALF = 0.5;

  private ClientRules() {}

  static List<Rule> all() {
    return List.of(
        ClientRules::frozen, ClientRules::ended, ClientRules::slowConsumers, ClientRules::storm);
  }

  /** Their hosts answer, they do not. */
  private static Optional<Finding> frozen(Symptoms it) {
    double share = it.share(Symptoms::isFrozen);
    if (share < HALF || it.known.size() < 5) {
      return Optional.empty();
    }
    List<String> facts = new ArrayList<>();
    facts.add(
        Say.text(
            "the hosts of %s clients acknowledge our pings, their applications do not answer",
            Say.of(it.count(Symptoms::isFrozen), it.known.size())));
    facts.add(
        Say.text(
            "our event loops were %s late at worst",
            Say.ms(it.recent.max(Signal.LOOP_LAG).orElse(0))));
    Optional<CohortShare> version = it.common(Dimension.VERSION);
    version.ifPresent(one -> facts.add(1, cohort(one)));
    return Optional.of(
        version
            .map(one -> release(one, 0.9 * share, "are silent", facts))
            .orElseGet(
                () ->
                    new Finding(
                        Cause.CLIENTS_FROZEN,
                        "",
                        0.85 * share,
                        Say.text(
                            "%,d clients hang: their hosts answer, their applications do not",
                            it.concerned()),
                        facts,
                        "",
                        "look at the clients: a deadlock, a suspended process, a full disk; behind a"
                            + " proxy that ends TCP this is the proxy's host",
                        Say.text("ss -tino state established '( sport = :%d )'", it.port()))));
  }

  /** They closed their connections, or their hosts did for them. */
  private static Optional<Finding> ended(Symptoms it) {
    double share = it.left(DisconnectReason.FIN, DisconnectReason.RESET);
    if (share < HALF || it.crowd.victims() < 5) {
      return Optional.empty();
    }
    List<String> facts = new ArrayList<>();
    facts.add(
        Say.text(
            "%,d closed without a goodbye, the hosts of %,d reset the connection",
            it.leftCount(DisconnectReason.FIN), it.leftCount(DisconnectReason.RESET)));
    if (it.file.timing().simultaneous()) {
      facts.add(
          Say.text("eight of ten left within %s", Say.ms((double) it.file.timing().spreadMs())));
    }
    Optional<CohortShare> version = it.common(Dimension.VERSION);
    version.ifPresent(one -> facts.add(0, cohort(one)));
    double confidence = it.file.timing().simultaneous() ? 0.85 : 0.65;
    // Who left because it heard nothing did not end by itself.
    double deaf = Math.min(1, 2.0 * it.heardNothing() / it.crowd.victims());
    double sure = confidence * Math.max(HALF, share) * (1 - 0.7 * deaf) * unlessForced(it);
    String against =
        it.heardNothing() == 0
            ? ""
            : Say.text(
                "%,d that returned say that they had heard nothing from us", it.heardNothing());
    return Optional.of(
        version
            .map(one -> release(one, sure, "ended their connections", facts))
            .orElseGet(
                () ->
                    new Finding(
                        Cause.CLIENTS_ENDED,
                        "",
                        sure,
                        Say.text(
                            "%,d clients ended their connections without a goodbye",
                            it.crowd.victims()),
                        facts,
                        against,
                        "look at what ran on the clients: a restart, a crash, a load balancer that"
                            + " drains",
                        Say.text("heartwire disconnects --limit %d", 50))));
  }

  /**
   * Whoever ends by itself does not wait until it has been idle for so long, and its host answers
   * until then.
   */
  private static double unlessForced(Symptoms it) {
    Timing timing = it.file.timing();
    boolean clusters = timing.idleMs() >= 2_000 && timing.idleShare() >= 0.6;
    double unanswered = it.recent.max(Signal.TCP_TIMEOUTS).orElse(0);
    boolean unreachable = unanswered > Math.max(5, 0.05 * it.crowd.attachedBefore());
    return (clusters ? 0.5 : 1) * (unreachable ? 0.5 : 1);
  }

  private static Finding release(
      CohortShare version, double confidence, String what, List<String> facts) {
    return new Finding(
        Cause.CLIENT_RELEASE,
        version.value(),
        confidence,
        Say.text(
            "%s clients of version %s %s: those of other versions are well",
            Say.of(version.victims(), version.members()), version.value(), what),
        facts,
        "",
        "stop the rollout of that version, and look at what has changed in it",
        "heartwire incidents last");
  }

  private static String cohort(CohortShare one) {
    return Say.text(
        "%s '%s' explains %s of the victims, and is hit %.1f times as often as the others",
        one.dimension().word(), one.value(), Say.percent(one.explains()), one.lift());
  }

  private static Optional<Finding> slowConsumers(Symptoms it) {
    double left = it.left(DisconnectReason.SLOW_CONSUMER);
    double unwritable = it.recent.max(Signal.UNWRITABLE).orElse(0);
    double attached = Math.max(1, it.crowd.attachedBefore());
    double share = Math.max(it.crowd.victims() == 0 ? 0 : left, unwritable / attached);
    if (share < 0.3) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Cause.SLOW_CONSUMERS,
            "",
            0.9 * Math.min(1, share / HALF),
            Say.text(
                "%,d clients were cut because they do not read what is sent to them",
                it.leftCount(DisconnectReason.SLOW_CONSUMER)),
            List.of(
                Say.text(
                    "%s of those that left had used up their share of memory", Say.percent(left)),
                Say.text("%,.0f did not read at worst", unwritable)),
            "",
            "send less, or smaller: a broadcast may be too fat for their lines",
            Say.text(
                "ss -tino state established '( sport = :%d )' | grep -B1 'snd_wnd:0'", it.port())));
  }

  private static Optional<Finding> storm(Symptoms it) {
    double deferred = it.recent.sum(Signal.DEFERRED);
    if (deferred < 20) {
      return Optional.empty();
    }
    boolean first = it.file.opening().trigger() == Trigger.LOGINS;
    return Optional.of(
        new Finding(
            Cause.RECONNECT_STORM,
            "",
            first && it.crowd.victims() == 0 ? 0.85 : 0.45,
            Say.text(
                "far more clients log in than are let in: %,.0f were told to come later", deferred),
            List.of(
                Say.text(
                    "%,.0f connections, %,.0f logins, %,.0f told to come later",
                    it.recent.sum(Signal.CONNECTS), it.recent.sum(Signal.LOGINS), deferred)),
            it.crowd.victims() > 0 ? "it follows the departures, it does not explain them" : "",
            "let it run its course; raise admission.rate if the gateway has time to spare",
            "heartwire storm"));
  }
}
