package io.heartwire.gateway.admin;

import io.heartwire.core.time.DurationCounts;
import io.heartwire.core.time.DurationSpread;
import io.heartwire.gateway.dispatch.HandlerFigures;
import io.heartwire.gateway.session.Silence;
import io.heartwire.netty.LoopLag;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Metrics with buckets. What they are made from is counted anyway, by whoever measures it; the
 * silences of clients are asked for at the scrape, once a second at most. Thread safe.
 */
final class HistogramMetrics {
  /** In seconds; a clients' heartbeat is expected every 10 to 300 s. */
  private static final double[] SILENCE_BOUNDS = {
    1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 150, 180, 240, 300, 600
  };

  private final AdminSources sources;
  private final Supplier<List<Silence>> silences;
  private final Supplier<Collection<HandlerFigures>> handlers;

  /**
   * @param handlers the figures of all types of messages, as the other metrics of this scrape show
   *     them
   */
  HistogramMetrics(AdminSources sources, Supplier<Collection<HandlerFigures>> handlers) {
    this.sources = sources;
    this.silences = new OnceASecond<>(sources.doors().silences(), sources.wallClock());
    this.handlers = handlers;
  }

  void bindTo(PrometheusRegistry registry) {
    registry.register(
        () -> of(Metric.ROUND_TRIP, Stream.of(point(sources.heartbeats().roundTrips()))));
    registry.register(() -> of(Metric.LOOP_DELAY, Stream.of(point(delays()))));
    registry.register(
        () -> of(Metric.HANDLER_DURATION, handlers.get().stream().map(HistogramMetrics::point)));
    registry.register(this::silence);
  }

  private DurationSpread delays() {
    return sources.doors().loopLags().get().stream()
        .map(LoopLag::delays)
        .reduce(DurationSpread.NONE, DurationSpread::plus);
  }

  private HistogramSnapshot silence() {
    long[] counts = new long[SILENCE_BOUNDS.length + 1];
    double sum = 0;
    for (Silence each : silences.get()) {
      double seconds = each.silenceMs() / 1e3;
      counts[placeOf(seconds)]++;
      sum += seconds;
    }
    double[] bounds = Arrays.copyOf(SILENCE_BOUNDS, counts.length);
    bounds[SILENCE_BOUNDS.length] = Double.POSITIVE_INFINITY;
    return HistogramSnapshot.builder()
        .name(Metric.SILENCE.prometheusName())
        .help(Metric.SILENCE.help())
        .gaugeHistogram(true)
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                .sum(sum)
                .build())
        .build();
  }

  private static int placeOf(double seconds) {
    int place = 0;
    while (place < SILENCE_BOUNDS.length && seconds > SILENCE_BOUNDS[place]) {
      place++;
    }
    return place;
  }

  private static HistogramSnapshot of(Metric metric, Stream<HistogramDataPointSnapshot> points) {
    var histogram = HistogramSnapshot.builder().name(metric.prometheusName()).help(metric.help());
    points.forEach(histogram::dataPoint);
    return histogram.build();
  }

  private static HistogramDataPointSnapshot point(HandlerFigures figures) {
    return point(figures.tookSinceStart(), Labels.of("type", figures.type()));
  }

  private static HistogramDataPointSnapshot point(DurationSpread spread) {
    return point(spread, Labels.EMPTY);
  }

  private static HistogramDataPointSnapshot point(DurationSpread spread, Labels labels) {
    List<Double> bounds =
        Stream.concat(DurationCounts.boundsSeconds().stream(), Stream.of(Double.POSITIVE_INFINITY))
            .toList();
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, spread.counts()))
        .sum(spread.sumSeconds())
        .build();
  }
}
