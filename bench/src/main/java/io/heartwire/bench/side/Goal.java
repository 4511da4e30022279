package io.heartwire.bench.side;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * One thing to be reached.
 *
 * @param words what is compared with what
 * @param limit the most that is allowed
 * @param unit of value and limit; empty for a ratio
 * @param value what was measured; empty if it was not
 * @param exact the same in each run, so that a test can hold it
 */
record Goal(String words, double limit, String unit, OptionalDouble value, boolean exact) {
  /** "met", "missed by 12 %", or "not measured". */
  String outcome() {
    if (value.isEmpty()) {
      return "not measured";
    }
    double over = value.getAsDouble() / limit - 1;
    return over <= 0 ? "met" : String.format("missed by %.0f %%", Math.ceil(over * 100));
  }

  /** All goals, with what was measured. */
  static List<Goal> all(Samples samples) {
    return Stream.of(
            cpu(samples), memory(samples), silence(samples), sweep(samples), Doors.goals(samples))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Goal> cpu(Samples samples) {
    String at = "processor time a heartbeat at 5,000/s, against ";
    return List.of(
        ratio(
            samples,
            at + "Netty + protobuf + IdleStateHandler",
            Contenders.PLAIN_IDLE,
            "fixed_us",
            0.90),
        ratio(samples, at + "the C floor", Contenders.FLOOR, "fixed_us", 1.25),
        ratio(samples, at + "HiveMQ CE", Contenders.HIVEMQ, "fixed_us", 0.75),
        ratio(samples, at + "SOFABolt", Contenders.BOLT, "fixed_us", 0.55),
        ratio(samples, at + "Moquette", Contenders.MOQUETTE, "fixed_us", 0.45),
        ratio(samples, at + "t-io", Contenders.TIO, "fixed_us", 0.35),
        ratio(
            samples,
            "the same saturated, against the C floor",
            Contenders.FLOOR,
            "saturated_us",
            1.25),
        ratio(
            samples,
            "the same saturated, against itself without evidence and targets",
            Contenders.OURS_BLIND,
            "saturated_us",
            1.02),
        value(samples, "system calls that move data, a heartbeat", "syscalls", 2.005, "", true),
        value(samples, "cost at 15,000 connections against 1,000", "growth", 1.10, "", false));
  }

  private static List<Goal> memory(Samples samples) {
    String storms = ", after three storms";
    return List.of(
        ratio(
            samples,
            "heap a client, against Netty + IdleStateHandler",
            Contenders.PLAIN_IDLE,
            "heap",
            0.85,
            true),
        ratio(samples, "the same" + storms, Contenders.PLAIN_IDLE, "heap_after_storms", 0.85, true),
        ratio(samples, "the next aim for it", Contenders.PLAIN_IDLE, "heap", 0.75, true),
        ratio(samples, "heap a client, against HiveMQ CE", Contenders.HIVEMQ, "heap", 0.45, true),
        ratio(
            samples,
            "time of a warm storm of logins, against Netty without login",
            Contenders.PLAIN_IDLE,
            "storm_warm_s",
            1.5),
        ratio(samples, "the same cold", Contenders.PLAIN_IDLE, "storm_cold_s", 1.5));
  }

  private static List<Goal> silence(Samples samples) {
    // Admission spreads logins over more than an interval: it is off where it would be measured
    // too.
    String ours =
        samples.runs(Contenders.OURS_OPEN, "late_p99_ms") > 0
            ? Contenders.OURS_OPEN
            : Contenders.OURS;
    return List.of(
        new Goal(
            "lateness of a verdict, 99th percentile",
            50,
            "ms",
            samples.median(ours, "late_p99_ms"),
            false),
        new Goal(
            "lateness of a verdict, worst", 100, "ms", samples.median(ours, "late_max_ms"), false),
        new Goal(
            "processor time from the first suspicion to the last close, against IdleStateHandler",
            1.5,
            "",
            samples.medianRatio(ours, Contenders.PLAIN_IDLE, "judging_cpu_s"),
            false),
        openStorm(samples, "warm storm, admission off, against Netty without login", "warm"),
        openStorm(samples, "the same cold", "cold"));
  }

  private static Goal openStorm(Samples samples, String words, String which) {
    return new Goal(
        words,
        1.5,
        "",
        samples.medianRatio(Contenders.OURS_OPEN, Contenders.PLAIN_IDLE, "storm_" + which + "_s"),
        false);
  }

  private static List<Goal> sweep(Samples samples) {
    OptionalDouble million = samples.median(Contenders.OURS, "sweep_1000000");
    return List.of(
        new Goal(
            "the sweep, a slot of 15,000",
            1.5,
            "ns",
            scaled(samples.median(Contenders.OURS, "sweep_15000"), 15_000),
            false),
        new Goal("the sweep, a slot of 1,000,000", 1.5, "ns", scaled(million, 1e6), false),
        new Goal("the sweep of 1,000,000 slots", 2, "ms", scaled(million, 1e6), false),
        value(samples, "bookkeeping of a heartbeat", "heard_15000", 3, "ns", false));
  }

  private static OptionalDouble scaled(OptionalDouble value, double by) {
    return value.isPresent() ? OptionalDouble.of(value.getAsDouble() / by) : value;
  }

  private static Goal ratio(
      Samples samples, String words, String other, String figure, double limit) {
    return ratio(samples, words, other, figure, limit, false);
  }

  private static Goal ratio(
      Samples samples, String words, String other, String figure, double limit, boolean exact) {
    return new Goal(words, limit, "", samples.medianRatio(Contenders.OURS, other, figure), exact);
  }

  private static Goal value(
      Samples samples, String words, String figure, double limit, String unit, boolean exact) {
    return new Goal(words, limit, unit, samples.median(Contenders.OURS, figure), exact);
  }
}
