package io.heartwire.doctor.diagnosis;

import io.heartwire.doctor.cases.Trigger;
import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Happening.Kind;
import io.heartwire.doctor.evidence.Signal;
import io.heartwire.doctor.evidence.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hypotheses about our process and our machine. */
final class ServerRules {
  /** A collection or a quota explains a pause if it covers as much of it. */
  private static final double COVERS = 0.7;

  private static final double LOST_MS = 4_000;

  private ServerRules() {}

  static List<Rule> all() {
    return List.of(
        ServerRules::paused,
        ServerRules::readsSuspended,
        ServerRules::descriptors,
        ServerRules::clock);
  }

  /** How much of {@code block} the whole process stood still. */
  static long pausedMs(Symptoms it, Happening block) {
    long process = overlapMs(it.recent.happenings(Kind.PROCESS_STALLED), block);
    return Math.max(process, overlapMs(it.recent.happenings(Kind.GC_PAUSE), block));
  }

  private static long overlapMs(List<Happening> pauses, Happening block) {
    long sum = 0;
    for (Happening pause : pauses) {
      Instant from = later(pause.from(), block.from());
      Instant until = pause.until().isBefore(block.until()) ? pause.until() : block.until();
      sum += Math.max(0, Duration.between(from, until).toMillis());
    }
    return sum;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** The whole process did not run, or hardly. */
  private static Optional<Finding> paused(Symptoms it) {
    double stalled = it.totalMs(Kind.PROCESS_STALLED);
    double collected = it.totalMs(Kind.GC_PAUSE);
    double lost = Math.max(stalled, it.recent.sum(Signal.WATCHDOG_LOST));
    boolean starved = it.file.opening().trigger() == Trigger.STARVED || lost >= LOST_MS;
    long longest = it.longest(Kind.PROCESS_STALLED).map(Happening::durationMs).orElse(0L);
    boolean oneLong = longest >= Symptoms.STALL_MS && longest >= lost / 2;
    if (!starved && !oneLong && collected < Symptoms.STALL_MS) {
      return Optional.empty();
    }
    double ms = Math.max(lost, collected);
    Explanation why = explain(it, ms, collected, oneLong);
    List<String> facts = new ArrayList<>(why.facts);
    facts.add(Say.text("the process did not run for %s", Say.ms(ms)));
    HandlerRules.deafness(it).ifPresent(facts::add);
    return Optional.of(
        new Finding(
            why.cause,
            "",
            why.confidence * (1 - it.share(Symptoms::isLost)),
            Say.text(why.sentence, Say.ms(ms), Say.text("%,d", (long) attached(it))),
            facts,
            why.against,
            why.advice,
            why.command));
  }

  private record Explanation(
      Cause cause,
      double confidence,
      String sentence,
      List<String> facts,
      String against,
      String advice,
      String command) {}

  private static double attached(Symptoms it) {
    return Math.max((double) it.crowd.attachedBefore(), it.recent.max(Signal.ATTACHED).orElse(0));
  }

  private static Explanation explain(
      Symptoms it, double ms, double collectedMs, boolean oneLongPause) {
    long pid = it.file.scene().pid();
    if (collectedMs >= COVERS * ms) {
      return new Explanation(
          Cause.GC_PAUSE,
          0.95,
          "the garbage collector held the process for %s: none of its %s clients could be heard",
          List.of(
              Say.text(
                  "%d pauses for collection took %s, the longest %s",
                  it.recent.happenings(Kind.GC_PAUSE).size(),
                  Say.ms(collectedMs),
                  Say.ms(it.longest(Kind.GC_PAUSE).map(Happening::durationMs).orElse(0L))),
              Say.text(
                  "%s of the heap were in use after a collection",
                  Say.percent(it.recent.max(Signal.HEAP_USED).orElse(0)))),
          "",
          "give it more heap (-Xmx), or a collector with short pauses; find what allocates",
          Say.text("jcmd %d GC.class_histogram", pid));
    }
    Optional<Explanation> starved = starved(it, ms, oneLongPause);
    if (starved.isPresent()) {
      return starved.get();
    }
    boolean kernelSilent = kernelSilent(it);
    return kernelSilent && oneLongPause
        ? new Explanation(
            Cause.VM_PAUSED,
            0.85,
            "the whole machine stood still for %s, or was cut off while the process did: none of its"
                + " %s clients could be heard",
            List.of("the kernel received nothing from any sampled client meanwhile"),
            "",
            "look at the hypervisor: a migration, a snapshot, a suspended machine",
            "journalctl -k --since '-10 min'")
        : new Explanation(
            Cause.PROCESS_PAUSED,
            oneLongPause ? 0.85 : 0.6,
            "the process was stopped for %s while its machine went on: none of its %s clients could"
                + " be heard",
            List.of(
                Say.text(
                    "collections took %s, the machine was busy for %s, nothing was throttled",
                    Say.ms(collectedMs), Say.percent(it.recent.mean(Signal.SYSTEM_CPU).orElse(0)))),
            notAvailable(it.recent, Signal.THROTTLED, Signal.STEAL, Signal.CPU_PRESSURE),
            "find who stopped it: a debugger, a signal, a heap dump, a checkpoint",
            Say.text("cat /proc/%d/status", pid));
  }

  /** Others had what it needed. */
  private static Optional<Explanation> starved(Symptoms it, double ms, boolean oneLong) {
    double throttled = it.recent.sum(Signal.THROTTLED) * 1_000;
    if (throttled >= 0.3 * ms) {
      return Optional.of(
          new Explanation(
              Cause.CGROUP_THROTTLED,
              0.9,
              "the cgroup's quota of processor time was used up, and the process waited for %s: its"
                  + " %s clients were heard late",
              List.of(Say.text("the cgroup was throttled for %s", Say.ms(throttled))),
              "",
              "raise the quota (cpu.max, cpu.cfs_quota_us, the container's limit), or drop it",
              "cat /sys/fs/cgroup/cpu.stat /sys/fs/cgroup/cpu/cpu.stat"));
    }
    double memory = it.recent.max(Signal.MEMORY_PRESSURE).orElse(0);
    if (memory > 0.2 || it.recent.max(Signal.MAJOR_FAULTS).orElse(0) > 500) {
      return Optional.of(
          new Explanation(
              Cause.MEMORY_PRESSURE,
              0.85,
              "memory was short, and the process waited for %s for pages: its %s clients were heard"
                  + " late",
              List.of(
                  Say.text("tasks waited for memory for %s of a second", Say.percent(memory)),
                  Say.text(
                      "%,.0f pages had to be read from disk", it.recent.sum(Signal.MAJOR_FAULTS))),
              "",
              "give the machine more memory, or find who uses it",
              "ps -eo pid,rss,comm --sort=-rss | head"));
    }
    return busy(it, oneLong);
  }

  /*
   * Who merely waits for a processor gets one now and then: a scheduler keeps nobody off it for seconds at a stretch, a
   * signal or a debugger does.
   */
  private static Optional<Explanation> busy(Symptoms it, boolean oneLong) {
    double steal = it.recent.max(Signal.STEAL).orElse(0);
    double system = it.recent.max(Signal.SYSTEM_CPU).orElse(0);
    double pressure = it.recent.max(Signal.CPU_PRESSURE).orElse(0);
    boolean stalled = it.longest(Kind.PROCESS_STALLED).isPresent();
    boolean machineIsBusy = system >= 0.9 && (!stalled || pressure >= 0.5);
    if (steal <= 0.2 && (!machineIsBusy || oneLong)) {
      return Optional.empty();
    }
    return Optional.of(
        new Explanation(
            Cause.CPU_STARVATION,
            0.85,
            "others had the processors, and the process waited for %s: its %s clients were heard"
                + " late",
            List.of(
                Say.text(
                    "the machine was busy for %s, of which the hypervisor took %s",
                    Say.percent(system), Say.percent(steal)),
                Say.text(
                    "this process had %.1f processors at most",
                    it.recent.max(Signal.PROCESS_CPU).orElse(0))),
            notAvailable(it.recent, Signal.CPU_PRESSURE),
            "give it processors of its own, or move what runs beside it",
            "ps -eo pid,ni,pcpu,comm --sort=-pcpu | head"));
  }

  private static boolean kernelSilent(Symptoms it) {
    List<Happening> stalls = it.recent.happenings(Kind.LOOP_STALLED);
    return !stalls.isEmpty()
        && stalls.stream().noneMatch(one -> one.culprit().equals(Happening.KERNEL_HEARD))
        && stalls.stream().anyMatch(one -> one.culprit().equals(Happening.KERNEL_SILENT));
  }

  static String notAvailable(Window evidence, Signal... signals) {
    for (Signal signal : signals) {
      String why = evidence.unavailable().get(signal);
      if (why != null) {
        return signal.word() + " is not available here: " + why;
      }
    }
    return "";
  }

  private static Optional<Finding> readsSuspended(Symptoms it) {
    double suspended = it.recent.max(Signal.READS_SUSPENDED).orElse(0);
    long unread = it.count(one -> one.kernel().unreadBytes() > 0);
    if (suspended < 1 || suspended < 0.3 * it.concerned()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Cause.READS_SUSPENDED,
            "",
            0.9,
            Say.text(
                "reading from %,.0f clients was suspended, because what they sent could not be"
                    + " worked off",
                suspended),
            List.of(
                Say.text("%,.0f connections were not read at worst", suspended),
                Say.text("data of %s clients lay unread", Say.of(unread, it.known.size()))),
            "",
            "make the handlers faster, or take in less",
            "heartwire handlers"));
  }

  private static Optional<Finding> descriptors(Symptoms it) {
    double used = it.recent.max(Signal.DESCRIPTORS).orElse(0);
    double refused = it.recent.sum(Signal.ACCEPT_ERRORS);
    if (used < 0.97 && refused == 0) {
      return Optional.empty();
    }
    boolean first = it.file.opening().trigger() == Trigger.ACCEPTS;
    return Optional.of(
        new Finding(
            Cause.DESCRIPTORS_EXHAUSTED,
            "",
            first ? 0.9 : used >= 0.97 && it.crowd.victims() == 0 ? 0.7 : 0.4,
            Say.text(
                "%s of the descriptors are in use, and %,.0f connections could not be accepted:"
                    + " whoever left cannot return",
                Say.percent(used), refused),
            List.of(
                Say.text("%,.0f accepts failed", refused),
                Say.text("descriptors in use: %s", Say.percent(used))),
            it.crowd.victims() > 0
                ? Say.text("it explains no departure, and %,d left", it.crowd.victims())
                : "",
            "raise the limit of open files (ulimit -n, LimitNOFILE), or admit fewer connections",
            Say.text("ls /proc/%d/fd | wc -l", it.file.scene().pid())));
  }

  private static Optional<Finding> clock(Symptoms it) {
    Optional<Happening> step =
        it.recent.happenings(Kind.CLOCK_STEP).stream()
            .filter(one -> Math.abs(one.durationMs()) >= Symptoms.STALL_MS)
            .findFirst();
    return step.map(
        one ->
            new Finding(
                Cause.CLOCK_STEP,
                Say.text("%+.1fs", one.durationMs() / 1e3),
                it.file.opening().trigger() == Trigger.CLOCK ? 0.9 : 0.4,
                Say.text(
                    "the wall clock was set by %+.1fs: verdicts do not depend on it, but tokens,"
                        + " certificates and other systems do",
                    one.durationMs() / 1e3),
                List.of(
                    Say.text(
                        "between two looks wall and monotonic clock went apart by %+.1fs",
                        one.durationMs() / 1e3)),
                it.crowd.victims() > 0
                    ? Say.text("Heartwire is immune, and yet %,d left", it.crowd.victims())
                    : "",
                "find who sets the clock; let it be slewed, not stepped",
                "timedatectl status"));
  }
}
