package io.heartwire.gateway.admin;

import java.util.List;
import java.util.stream.Stream;

/** A metric, with the name Prometheus sees; {@code docs/metrics.md} is made from all of them. */
sealed interface PrometheusMetric permits Metric, NeighbourMetric {
  /** Every metric, in the order of the page. */
  static List<PrometheusMetric> all() {
    return Stream.<PrometheusMetric[]>of(Metric.values(), NeighbourMetric.values())
        .flatMap(Stream::of)
        .toList();
  }

  /** What its values are. */
  Kind kind();

  /** Its name, with the suffix of its kind and unit. */
  String prometheusName();

  /** What it says, for people. */
  String help();

  /** The labels that it is divided by, separated by commas; empty for none. */
  String label();

  /** What Micrometer makes the Prometheus name of: dots, and no suffix on counters. */
  default String meterName() {
    String name =
        kind() == Kind.COUNTER ? prometheusName().replaceAll("_total$", "") : prometheusName();
    name = kind() == Kind.HISTOGRAM ? name.replaceAll("_seconds$", "") : name;
    return name.replace('_', '.');
  }
}
