package io.heartwire.doctor.diagnosis;

import io.heartwire.doctor.diagnosis.Diagnosis.Suspicion;
import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Happening.Kind;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What clears or incriminates each of the usual suspects, whatever the verdict is. */
final class Suspects {
  private static final double ACCUSED = 0.5;

  private Suspects() {}

  static List<Suspicion> of(Symptoms it, List<Finding> findings) {
    return List.of(
        suspicion(Cause.Suspect.SERVER, findings, server(it)),
        suspicion(Cause.Suspect.HANDLERS, findings, handlers(it)),
        suspicion(Cause.Suspect.NETWORK, findings, network(it)),
        suspicion(Cause.Suspect.CLIENTS, findings, clients(it)));
  }

  private static Suspicion suspicion(
      Cause.Suspect suspect, List<Finding> findings, String clearance) {
    Optional<Finding> accusation =
        findings.stream()
            .filter(it -> it.cause().suspect() == suspect && it.confidence() >= ACCUSED)
            .findFirst();
    return accusation
        .map(it -> new Suspicion(suspect, false, it.sentence()))
        .orElseGet(() -> new Suspicion(suspect, true, clearance));
  }

  private static String server(Symptoms it) {
    long stall = it.longest(Kind.PROCESS_STALLED).map(Happening::durationMs).orElse(0L);
    long gc = it.longest(Kind.GC_PAUSE).map(Happening::durationMs).orElse(0L);
    if (it.recent.readings().isEmpty()) {
      return "nothing was measured: it cannot be cleared, and nothing accuses it";
    }
    return Say.text(
        "the latest event loop was %s late, the longest stall %s, the longest collection %s; data of"
            + " %s clients lay unread",
        Say.ms(it.recent.max(Signal.LOOP_LAG).orElse(0)),
        Say.ms(stall),
        Say.ms(gc),
        Say.of(it.count(Symptoms::isLate), it.known.size()));
  }

  private static String handlers(Symptoms it) {
    Optional<Map.Entry<String, Reading.LoopUse>> top =
        HandlerRules.use(it).entrySet().stream()
            .max((a, b) -> Double.compare(a.getValue().ms(), b.getValue().ms()));
    double seconds = Math.max(1, it.recent.readings().size());
    double loops = Math.max(1, it.file.scene().loops());
    return top.map(
            one ->
                Say.text(
                    "'%s' took most, %s of the event loops' time",
                    one.getKey(), Say.percent(one.getValue().ms() / (loops * seconds * 1_000))))
        .orElse("no handler ran on an event loop");
  }

  private static String network(Symptoms it) {
    long reached = it.count(Symptoms::isLate);
    if (reached > 0) {
      return Say.text(
          "data from %s victims reached this machine after the last read: no capture needed",
          Say.of(reached, it.known.size()));
    }
    long acknowledged =
        it.count(one -> one.kernel().unackedSegments() == 0 && one.probesSent() > 0);
    if (acknowledged > 0) {
      return Say.text(
          "the hosts of %s clients acknowledge our pings", Say.of(acknowledged, it.known.size()));
    }
    return it.known.isEmpty()
        ? "the kernel could be asked about nobody: nothing accuses it"
        : Say.text(
            "what we sent is on its way again to %s clients only",
            Say.of(it.count(Symptoms::isLost), it.known.size()));
  }

  private static String clients(Symptoms it) {
    return Say.text(
        "the hosts of %s answer while the application does not; no version or group stands out",
        Say.of(it.count(Symptoms::isFrozen), it.known.size()));
  }
}
