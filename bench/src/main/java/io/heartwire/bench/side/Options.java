package io.heartwire.bench.side;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the command line asks for.
 *
 * @param quick three servers, once, with shorter windows
 * @param only the servers to measure; empty for all
 * @param parts the parts to measure
 * @param runs how often each is measured
 * @param json print JSON instead of tables
 * @param resume go on with what was measured before
 * @param atMost stop between two samples after this time
 */
record Options(
    boolean quick,
    Set<String> only,
    Set<String> parts,
    int runs,
    boolean json,
    boolean resume,
    Optional<Duration> atMost) {
  static final String HELP =
      """
      Usage: ./heartwire bench [--quick] [--only NAME,...] [--parts PART,...] [--runs N]
                               [--json] [--resume] [--for SECONDS]
             ./heartwire bench events [--help]
      Measures servers side by side: each on one core, the load generator on another, in turn.
        --quick           Heartwire, plain Netty and the C floor, once: about four minutes
                          (all of it, three times: about eighty)
        --only NAME,...   heartwire, heartwire-open, heartwire-blind, netty-idle, netty,
                          floor, floor-edge, hivemq, bolt, moquette, tio, mosquitto;
                          of doors: heartwire-tcp, heartwire-websocket, heartwire-mqtt,
                          heartwire-http, heartwire-leases
        --parts PART,...  cpu, memory, silence, sweep, doors (all; with --quick all but doors)
        --runs N          how often each is measured; medians are printed (3; with --quick 1)
        --json            prints JSON instead of tables
        --for SECONDS     stops between two samples after this time
        --resume          goes on with the samples of the run before, which are deleted otherwise;
                          those of --quick are kept apart
      Needs Linux, two processors, taskset, 20,000 descriptors, and a C compiler but for sweep.
      Says on standard error what it does, and how long that may take; what is complete is kept in
      bench/results as well. Ctrl-C and SIGTERM end everything; the samples stay for --resume.
      Exit codes: 0 measured, whether goals are met or not; 1 it could not be measured; 2 not
      understood; 130, 143 interrupted. A server that cannot be had is left out, and named.
      """;

  static final List<String> PARTS = List.of("cpu", "memory", "silence", "sweep", DoorsPart.NAME);

  private static final List<String> QUICK =
      List.of(Contenders.OURS, Contenders.PLAIN_IDLE, Contenders.FLOOR);

  /** Throws IllegalArgumentException with a sentence for people. */
  static Options parse(List<String> args) {
    boolean quick = args.contains("--quick");
    boolean json = args.contains("--json");
    boolean resume = args.contains("--resume");
    Set<String> only = new TreeSet<>();
    Set<String> parts = new TreeSet<>(PARTS);
    if (quick) {
      parts.remove(DoorsPart.NAME);
    }
    int runs = quick ? 1 : 3;
    Optional<Duration> atMost = Optional.empty();
    for (int i = 0; i < args.size(); i++) {
      switch (args.get(i)) {
        case "--quick", "--json", "--resume" -> {}
        case "--only" -> only = names(args, ++i, known());
        case "--parts" -> parts = names(args, ++i, PARTS);
        case "--runs" -> runs = number(args, ++i);
        case "--for" -> atMost = Optional.of(Duration.ofSeconds(number(args, ++i)));
        default -> throw new IllegalArgumentException("bench does not know '" + args.get(i) + "'");
      }
    }
    if (quick && only.isEmpty()) {
      only = new TreeSet<>(QUICK);
      only.addAll(Doors.names());
    }
    return new Options(quick, only, parts, runs, json, resume, atMost);
  }

  boolean wants(Contender contender) {
    return only.isEmpty() || only.contains(contender.name());
  }

  /** Goes into the name of a result: one of some parts or servers does not replace one of all. */
  String suffix() {
    if (quick) {
      return "-quick";
    }
    return (parts.containsAll(PARTS) ? "" : "-" + String.join("-", parts))
        + (only.isEmpty() ? "" : "-of-" + String.join("-", only));
  }

  private static List<String> known() {
    return Stream.concat(Contenders.all().stream().map(Contender::name), Doors.names().stream())
        .toList();
  }

  private static String value(List<String> args, int at) {
    if (at >= args.size()) {
      throw new IllegalArgumentException(args.get(at - 1) + " needs a value");
    }
    return args.get(at);
  }

  private static int number(List<String> args, int at) {
    String text = value(args, at);
    if (!text.matches("[1-9]\\d{0,4}")) {
      throw new IllegalArgumentException(
          args.get(at - 1) + " needs a number from 1 to 99999, not '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  private static Set<String> names(List<String> args, int at, List<String> known) {
    Set<String> names = new TreeSet<>(Arrays.asList(value(args, at).split(",", -1)));
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            args.get(at - 1) + " does not know '" + name + "': one of " + String.join(", ", known));
      }
    }
    return names;
  }
}
