package io.heartwire.gateway.admin;

import io.heartwire.gateway.event.SinkState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToLongFunction;

/** Figures of each sink that is configured, read when they are asked for. */
final class SinkMetrics {
  private final AdminSources sources;

  SinkMetrics(AdminSources sources) {
    this.sources = sources;
  }

  void bindTo(MeterRegistry registry) {
    for (String sink : sources.config().sinks().keySet()) {
      bind(
          registry,
          sink,
          NeighbourMetric.SINK_SERVED,
          state -> state.servedBy().filter(sources.config().node()::equals).isPresent() ? 1 : 0);
      bind(registry, sink, NeighbourMetric.SINK_BEHIND, SinkState::behind);
      bind(registry, sink, NeighbourMetric.SINK_DELIVERED, SinkState::delivered);
      bind(registry, sink, NeighbourMetric.SINK_FAILURES, SinkState::failures);
      bind(registry, sink, NeighbourMetric.SINK_BROKEN, state -> state.broken() ? 1 : 0);
      bind(registry, sink, NeighbourMetric.SINK_MISSED, SinkState::missed);
      bind(registry, sink, NeighbourMetric.SINK_DEAD_LETTERS, state -> state.deadLetters().kept());
      bind(registry, sink, NeighbourMetric.SINK_GIVEN_UP, state -> state.deadLetters().givenUp());
      bind(
          registry,
          sink,
          NeighbourMetric.SINK_LETTERS_DROPPED,
          state -> state.deadLetters().dropped());
      bind(
          registry,
          sink,
          NeighbourMetric.SINK_CIRCUIT_OPEN,
          state -> state.circuit().filter(it -> !it.state().equals("closed")).isPresent() ? 1 : 0);
      bind(
          registry,
          sink,
          NeighbourMetric.SINK_CIRCUIT_OPENED,
          state -> state.circuit().map(SinkState.Circuit::opened).orElse(0L));
    }
  }

  /** The registry holds what it counts weakly: the sources outlive it. */
  private void bind(
      MeterRegistry registry,
      String sink,
      NeighbourMetric metric,
      ToLongFunction<SinkState> figure) {
    if (metric.kind() == Kind.COUNTER) {
      FunctionCounter.builder(metric.meterName(), sources, it -> value(it, sink, figure))
          .description(metric.help())
          .tag(metric.label(), sink)
          .register(registry);
    } else {
      Gauge.builder(metric.meterName(), sources, it -> value(it, sink, figure))
          .description(metric.help())
          .tag(metric.label(), sink)
          .register(registry);
    }
  }

  private static double value(AdminSources sources, String sink, ToLongFunction<SinkState> figure) {
    return sources
        .sinks()
        .get()
        .flatMap(sinks -> sinks.state(sink))
        .map(state -> (double) figure.applyAsLong(state))
        .orElse(0.0);
  }
}
