package io.heartwire.gateway.admin;

import io.heartwire.gateway.dispatch.Dispatcher;
import io.heartwire.gateway.dispatch.HandlerFigures;
import io.heartwire.gateway.dispatch.Model;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Metrics of each type of messages. Types appear while the gateway runs, so they are looked for
 * before each scrape. How many there are the dispatcher bounds. Thread safe.
 */
final class HandlerMetrics {
  private final Dispatcher dispatcher;
  private final MeterRegistry registry;
  private final Map<String, Latest> types = new HashMap<>();

  /** The figures of one type when they were last asked for: one look serves all its meters. */
  private static final class Latest {
    private volatile HandlerFigures figures;

    Latest(HandlerFigures figures) {
      this.figures = figures;
    }
  }

  HandlerMetrics(Dispatcher dispatcher, MeterRegistry registry) {
    this.dispatcher = dispatcher;
    this.registry = registry;
  }

  /** Reads the figures of all types, for the scrape that follows. */
  synchronized void refresh() {
    for (HandlerFigures figures : dispatcher.handlers()) {
      Latest latest = types.get(figures.type());
      if (latest == null) {
        latest = new Latest(figures);
        types.put(figures.type(), latest);
        register(figures.type(), latest);
      }
      latest.figures = figures;
    }
  }

  /** The figures of all types, as of the latest {@link #refresh}. */
  synchronized Collection<HandlerFigures> latest() {
    return types.values().stream().map(it -> it.figures).toList();
  }

  private void register(String name, Latest latest) {
    Tags type = Tags.of("type", name);
    for (Model model : Model.values()) {
      counter(
          Metric.HANDLED,
          type.and("model", model.word()),
          latest,
          figures -> figures.handled().getOrDefault(model, 0L));
    }
    counter(Metric.HANDLER_FAILED, type, latest, HandlerFigures::failed);
    counter(Metric.HANDLER_BUSY, type, latest, HandlerFigures::busy);
    counter(Metric.HANDLER_EXPIRED, type, latest, HandlerFigures::expired);
    counter(Metric.HANDLER_SLOW, type, latest, HandlerFigures::slow);
    counter(Metric.HANDLER_LOOP, type, latest, figures -> figures.loopNanos() / 1e9);
    times(Metric.HANDLER_TIME, type, latest, HandlerFigures::took);
    times(Metric.HANDLER_WAIT, type, latest, HandlerFigures::waited);
  }

  private void counter(
      Metric metric, Tags tags, Latest latest, ToDoubleFunction<HandlerFigures> figure) {
    FunctionCounter.builder(metric.meterName(), latest, it -> figure.applyAsDouble(it.figures))
        .description(metric.help())
        .tags(tags)
        .register(registry);
  }

  private void times(
      Metric metric,
      Tags type,
      Latest latest,
      Function<HandlerFigures, Optional<HandlerFigures.Times>> times) {
    Map<String, ToDoubleFunction<HandlerFigures.Times>> quantiles =
        Map.of(
            "0.5", HandlerFigures.Times::p50Micros,
            "0.99", HandlerFigures.Times::p99Micros,
            "1", HandlerFigures.Times::maxMicros);
    quantiles.forEach(
        (quantile, micros) ->
            Gauge.builder(
                    metric.meterName(),
                    latest,
                    it ->
                        times.apply(it.figures).map(t -> micros.applyAsDouble(t) / 1e6).orElse(0.0))
                .description(metric.help())
                .tags(type.and("quantile", quantile))
                .register(registry));
  }
}
