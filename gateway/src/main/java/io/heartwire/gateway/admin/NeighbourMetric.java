package io.heartwire.gateway.admin;

/** Metrics of what the gateway tells, and of what it looks at: sinks and targets. */
enum NeighbourMetric implements PrometheusMetric {
  SINK_SERVED(
      Kind.GAUGE,
      "heartwire_sink_served",
      "1 on the gateway that serves the sink, 0 on the others that would. Alert if the sum by sink is"
          + " 0."),
  SINK_BEHIND(
      Kind.GAUGE,
      "heartwire_sink_behind",
      "Events that the sink has not taken yet; every gateway says the same, whichever serves it."),
  SINK_DELIVERED(
      Kind.COUNTER,
      "heartwire_sink_delivered_total",
      "Events that the sink has taken, those that it was told again too."),
  SINK_FAILURES(
      Kind.COUNTER, "heartwire_sink_failures_total", "Attempts to tell the sink that failed."),
  SINK_BROKEN(
      Kind.GAUGE,
      "heartwire_sink_broken",
      "1 while events are forgotten that the sink has not taken; every gateway says the same. Alert"
          + " above 0."),
  SINK_MISSED(
      Kind.COUNTER,
      "heartwire_sink_missed_total",
      "Events that were forgotten before the sink had taken them; counted when it goes on."),
  SINK_DEAD_LETTERS(
      Kind.GAUGE,
      "heartwire_sink_dead_letters",
      "Events that the sink refuses, and that are kept; every gateway says the same. Alert above 0."),
  SINK_GIVEN_UP(Kind.COUNTER, "heartwire_sink_given_up_total", "Events that became dead letters."),
  SINK_LETTERS_DROPPED(
      Kind.COUNTER,
      "heartwire_sink_dead_letters_dropped_total",
      "The oldest dead letters, which made room for others: 10,000 are kept."),
  SINK_CIRCUIT_OPEN(
      Kind.GAUGE,
      "heartwire_sink_circuit_open",
      "1 while the sink's host is left alone because it has failed several times in a row."),
  SINK_CIRCUIT_OPENED(
      Kind.COUNTER,
      "heartwire_sink_circuit_opened_total",
      "Times that the sink's host began to be left alone; sinks on one host count the same."),
  TARGETS(Kind.GAUGE, "heartwire_targets", "Targets by state."),
  TARGET_LOOKS(
      Kind.COUNTER,
      "heartwire_target_looks_total",
      "Looks at targets: seen, missed, blind (it was not possible to look), or excused (in vain, but"
          + " the gateway itself was late meanwhile)."),
  TARGET_LOOKS_OVERDUE(
      Kind.COUNTER,
      "heartwire_target_looks_overdue_total",
      "Looks that began or ended too late, or did not begin, because too many others were under way;"
          + " no target is called dead for 5 s after one. Alert if it grows."),
  TARGET_ROUND_TRIP(
      Kind.HISTOGRAM,
      "heartwire_target_round_trip_seconds",
      "From the question to the answer of a target.");

  private final Kind kind;
  private final String prometheusName;
  private final String help;

  NeighbourMetric(Kind kind, String prometheusName, String help) {
    this.kind = kind;
    this.prometheusName = prometheusName;
    this.help = help;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public String prometheusName() {
    return prometheusName;
  }

  @Override
  public String help() {
    return help;
  }

  @Override
  public String label() {
    return switch (this) {
      case TARGETS -> "state";
      case TARGET_LOOKS -> "result";
      case TARGET_LOOKS_OVERDUE, TARGET_ROUND_TRIP -> "";
      default -> "sink";
    };
  }
}
