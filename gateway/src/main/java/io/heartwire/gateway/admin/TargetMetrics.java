package io.heartwire.gateway.admin;

import io.heartwire.core.observe.TargetState;
import io.heartwire.gateway.targets.TargetFigures;
import io.heartwire.gateway.targets.Targets;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** Figures of all targets together: none has a series of its own. */
final class TargetMetrics {
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final Targets targets;

  TargetMetrics(Targets targets) {
    this.targets = targets;
  }

  void bindTo(MeterRegistry registry) {
    for (TargetState state : TargetState.values()) {
      Gauge.builder(NeighbourMetric.TARGETS.meterName(), targets, it -> count(it, state))
          .description(NeighbourMetric.TARGETS.help())
          .tag(NeighbourMetric.TARGETS.label(), state.word())
          .register(registry);
    }
    looks(registry, "seen", TargetFigures::seen);
    looks(registry, "missed", TargetFigures::missed);
    looks(registry, "blind", TargetFigures::blind);
    looks(registry, "excused", TargetFigures::excused);
    FunctionCounter.builder(
            NeighbourMetric.TARGET_LOOKS_OVERDUE.meterName(),
            targets.figures(),
            TargetFigures::overdue)
        .description(NeighbourMetric.TARGET_LOOKS_OVERDUE.help())
        .register(registry);
    Timer roundTrips =
        Timer.builder(NeighbourMetric.TARGET_ROUND_TRIP.meterName())
            .description(NeighbourMetric.TARGET_ROUND_TRIP.help())
            .serviceLevelObjectives(BOUNDS)
            .register(registry);
    targets.figures().eachRoundTrip(roundTrips::record);
  }

  private void looks(
      MeterRegistry registry, String result, ToDoubleFunction<TargetFigures> figure) {
    FunctionCounter.builder(NeighbourMetric.TARGET_LOOKS.meterName(), targets.figures(), figure)
        .description(NeighbourMetric.TARGET_LOOKS.help())
        .tag(NeighbourMetric.TARGET_LOOKS.label(), result)
        .register(registry);
  }

  private static double count(Targets targets, TargetState state) {
    return targets.views().stream().filter(view -> view.state() == state).count();
  }
}
