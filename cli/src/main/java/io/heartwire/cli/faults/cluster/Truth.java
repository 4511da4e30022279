package io.heartwire.cli.faults.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was told against what must be true of it, once all clients have left and every grace
 * is over: each epoch began once, at one owner (I1); ended once (I2), before the next one of its
 * client began (I3); and nothing was told of it afterwards, which a fenced gateway would do (I4).
 */
final class Truth {
  private final List<String> violations = new ArrayList<>();
  private final Map<String, Long> present = new HashMap<>();
  private final Map<String, Long> latest = new HashMap<>();
  private final Set<String> begun = new HashSet<>();
  private long number;

  /** What is wrong with {@code all}, in the order of their numbers; empty if nothing is. */
  static List<String> violations(List<Told> all, Set<String> seenByClients) {
    var truth = new Truth();
    all.forEach(truth::hear);
    truth.present.forEach(
        (client, epoch) ->
            truth.violations.add("I2: " + client + "#" + epoch + " came online and never ended"));
    for (String seen : seenByClients) {
      if (!truth.begun.contains(seen)) {
        truth.violations.add("I2: " + seen + " was told to its client, and to nobody else");
      }
    }
    return truth.violations;
  }

  private void hear(Told told) {
    String who = told.client() + "#" + told.epoch() + " (event " + told.number() + ")";
    if (told.number() <= number) {
      violations.add("order: " + who + " comes after event " + number);
    }
    number = told.number();
    @Nullable Long now = present.get(told.client());
    if (told.word().equals("online")) {
      began(told, who, now);
    } else if (told.isTerminal() || told.word().equals("resumed")) {
      if (now == null || now != told.epoch()) {
        violations.add(
            (begun.contains(told.client() + "#" + told.epoch()) ? "I4: " : "I1: ")
                + who
                + " is "
                + told.word()
                + ", but "
                + (now == null ? "it has no session" : "its session is #" + now));
      } else if (told.isTerminal()) {
        present.remove(told.client());
      }
    }
  }

  private void began(Told told, String who, @Nullable Long now) {
    if (!begun.add(told.client() + "#" + told.epoch())) {
      violations.add("I1: " + who + " came online twice");
    }
    if (now != null) {
      violations.add("I3: " + who + " came online before #" + now + " had ended");
    }
    if (told.epoch() <= latest.getOrDefault(told.client(), 0L)) {
      violations.add(
          "I1: " + who + " came online after #" + latest.get(told.client()) + ", which is newer");
    }
    latest.put(told.client(), told.epoch());
    present.put(told.client(), told.epoch());
  }
}
