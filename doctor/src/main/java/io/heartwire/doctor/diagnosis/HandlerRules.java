package io.heartwire.doctor.diagnosis;

import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Happening.Kind;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hypotheses about what runs on event loops. */
final class HandlerRules {
  /** How the culprit of a blocked loop begins if it is a handler of messages. */
  private static final String MESSAGE = "message type ";

  private static final double SLOW_RUN_MS = 500;
  private static final double MOST = 0.7;
  private static final double BUSY = 0.5;

  private HandlerRules() {}

  static List<Rule> all() {
    return List.of(HandlerRules::slow, HandlerRules::hot, HandlerRules::blocked);
  }

  private static Optional<Finding> slow(Symptoms it) {
    Optional<Happening> block = block(it, true);
    if (block.isEmpty() || isHot(it, type(block.get()))) {
      return Optional.empty();
    }
    String type = type(block.get());
    List<Happening> same =
        it.recent.happenings(Kind.LOOP_BLOCKED).stream()
            .filter(one -> one.culprit().equals(block.get().culprit()))
            .toList();
    long total = same.stream().mapToLong(Happening::durationMs).sum();
    List<String> facts = new ArrayList<>();
    facts.add(
        Say.text(
            "a handler of '%s' held %s for %s",
            type, block.get().subject(), Say.ms(block.get().durationMs())));
    if (same.size() > 1) {
      facts.add(Say.text("it did so %d times, for %s in all", same.size(), Say.ms(total)));
    }
    deafness(it).ifPresent(facts::add);
    frame(block.get()).ifPresent(facts::add);
    return Optional.of(
        new Finding(
            Cause.SLOW_HANDLER,
            type,
            0.95 * (1 - it.share(Symptoms::isLost)),
            Say.text(
                "the handler of '%s' held %s for %s: %s on that loop could not be heard",
                type, block.get().subject(), Say.ms(block.get().durationMs()), unheard(it)),
            facts,
            against(it),
            Say.text(
                "move it off the event loop: dispatch.types.%s.model: queue; make it faster", type),
            Say.text("heartwire handlers %s queue", type)));
  }

  private static Optional<Finding> hot(Symptoms it) {
    Map<String, Reading.LoopUse> use = use(it);
    double all = use.values().stream().mapToDouble(Reading.LoopUse::ms).sum();
    Optional<Map.Entry<String, Reading.LoopUse>> top =
        use.entrySet().stream().max((a, b) -> Double.compare(a.getValue().ms(), b.getValue().ms()));
    if (top.isEmpty() || !isHot(it, top.get().getKey())) {
      return Optional.empty();
    }
    String type = top.get().getKey();
    Reading.LoopUse most = top.get().getValue();
    double loops = Math.max(1, it.recent.max(Signal.LOOPS).orElse(it.file.scene().loops()));
    double busy = busiest(it, type) / (loops * 1_000);
    double lag = it.recent.max(Signal.LOOP_LAG).orElse(0);
    if (most.ms() < MOST * all || busy < BUSY / loops || lag < 200) {
      return Optional.empty();
    }
    double average = most.ms() / most.runs();
    List<String> facts = new ArrayList<>();
    facts.add(
        Say.text(
            "%,d messages of '%s' took %s each on event loops, %s of all that handlers took there",
            most.runs(), type, Say.ms(average), Say.percent(most.ms() / all)));
    facts.add(Say.text("at worst they kept the loops busy for %s of a second", Say.percent(busy)));
    facts.add(Say.text("a loop was %s late", Say.ms(lag)));
    deafness(it).ifPresent(facts::add);
    return Optional.of(
        new Finding(
            Cause.HOT_HANDLER,
            type,
            0.85 * (1 - it.share(Symptoms::isLost)),
            Say.text(
                "messages of '%s' keep the event loops busy, in many short runs: a loop was %s late",
                type, Say.ms(lag)),
            facts,
            against(it),
            Say.text(
                "move them off the event loops: dispatch.types.%s.model: queue; send fewer", type),
            Say.text("heartwire handlers %s queue", type)));
  }

  private static Optional<Finding> blocked(Symptoms it) {
    Optional<Happening> block = block(it, false);
    if (block.isEmpty()) {
      return Optional.empty();
    }
    Happening longest = block.get();
    String culprit = Stack.stranger(longest.stack()).orElse(longest.culprit());
    List<String> facts = new ArrayList<>();
    facts.add(
        Say.text("%s held %s for %s", culprit, longest.subject(), Say.ms(longest.durationMs())));
    deafness(it).ifPresent(facts::add);
    frame(longest).ifPresent(facts::add);
    return Optional.of(
        new Finding(
            Cause.LOOP_BLOCKED,
            culprit,
            // Our own code blocks nothing: a loop that is long at it has no processor, or far too
            // much to do.
            (Stack.isKnown(culprit) ? 0.4 : 0.9) * (1 - it.share(Symptoms::isLost)),
            Say.text(
                "%s held %s for %s: %s on that loop could not be heard",
                culprit, longest.subject(), Say.ms(longest.durationMs()), unheard(it)),
            facts,
            against(it),
            "do not wait on an event loop: hand that work to a thread of its own",
            Say.text("jcmd %d Thread.print", it.file.scene().pid())));
  }

  /** The longest block that no pause of the whole process explains. */
  private static Optional<Happening> block(Symptoms it, boolean byMessage) {
    return it.recent.happenings(Kind.LOOP_BLOCKED).stream()
        .filter(one -> one.durationMs() >= Symptoms.STALL_MS)
        .filter(one -> one.culprit().startsWith(MESSAGE) == byMessage)
        .filter(one -> !one.from().isAfter(it.file.opening().at()))
        .filter(one -> ServerRules.pausedMs(it, one) < one.durationMs() / 2)
        .findFirst();
  }

  private static String type(Happening block) {
    return block.culprit().substring(MESSAGE.length()).replace("'", "");
  }

  /** Many runs, none of which is long. */
  private static boolean isHot(Symptoms it, String type) {
    Reading.LoopUse of = use(it).get(type);
    return of != null && of.runs() >= 10 && of.ms() / of.runs() < SLOW_RUN_MS && of.ms() >= 500;
  }

  private static double busiest(Symptoms it, String type) {
    return it.recent.readings().stream()
        .map(reading -> reading.handlers().get(type))
        .mapToDouble(use -> use == null ? 0 : use.ms())
        .max()
        .orElse(0);
  }

  static Map<String, Reading.LoopUse> use(Symptoms it) {
    Map<String, Reading.LoopUse> sum = new HashMap<>();
    for (Reading reading : it.recent.readings()) {
      reading.handlers().forEach((type, use) -> sum.merge(type, use, Reading.LoopUse::plus));
    }
    return sum;
  }

  private static String unheard(Symptoms it) {
    int unheard = Math.max(it.crowd.unheard(), (int) it.recent.max(Signal.UNHEARD).orElse(0));
    return unheard == 0 ? "clients" : Say.text("%,d clients", unheard);
  }

  /** That clients lived while we did not listen. */
  static Optional<String> deafness(Symptoms it) {
    long late = it.count(Symptoms::isLate);
    if (late > 0) {
      return Optional.of(
          Say.text(
              "%s clients had sent data that we had not read: they were alive",
              Say.of(late, it.known.size())));
    }
    long unread = it.crowd.healthy().stream().filter(one -> one.kernel().unreadBytes() > 0).count();
    if (unread > 0) {
      return Optional.of(
          Say.text(
              "data of %s sampled clients lay unread: they were alive",
              Say.of(unread, it.crowd.healthy().size())));
    }
    return it.heardNothing() == 0
        ? Optional.empty()
        : Optional.of(
            Say.text(
                "%,d clients that returned say that they heard nothing from us",
                it.heardNothing()));
  }

  private static Optional<String> frame(Happening block) {
    return Stack.stranger(block.stack()).map(one -> "it was in " + one);
  }

  private static String against(Symptoms it) {
    long lost = it.count(Symptoms::isLost);
    return lost == 0
        ? ""
        : Say.text(
            "%s clients do not acknowledge what we send either", Say.of(lost, it.known.size()));
  }
}
