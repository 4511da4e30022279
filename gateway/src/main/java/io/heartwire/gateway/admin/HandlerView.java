package io.heartwire.gateway.admin;

import io.heartwire.gateway.dispatch.HandlerFigures;
import io.heartwire.gateway.dispatch.Model;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What happens to the messages of one type. Counts are since the start, times those of the last one
 * to two minutes.
 *
 * @param type its name; {@code other} stands for all that are not tracked
 * @param model where its handler runs now
 * @param configured where the configuration lets it run; absent if that is the same
 * @param count handlers called
 * @param models the same by where they ran, those that did not occur left out
 * @param took from the call of the handler until its stage was complete
 * @param waited from arrival until the call of the handler, unless it ran inline
 * @param loopMs the time its handlers spent on event loops, in all
 * @param slow how often one held an event loop for longer than {@code dispatch.inline-warning}
 * @param failed handlers that threw, or whose stage failed
 * @param busy messages answered busy
 * @param expired messages whose deadline passed
 * @param late handlers that were done after their deadline
 */
record HandlerView(
    String type,
    String model,
    Optional<String> configured,
    long count,
    Map<String, Long> models,
    Optional<Times> took,
    Optional<Times> waited,
    double loopMs,
    long slow,
    long failed,
    long busy,
    long expired,
    long late) {

  /** Times in milliseconds. */
  record Times(double p50Ms, double p99Ms, double maxMs) {
    static Times of(HandlerFigures.Times times) {
      return new Times(times.p50Micros() / 1e3, times.p99Micros() / 1e3, times.maxMicros() / 1e3);
    }
  }

  static HandlerView of(HandlerFigures figures) {
    Map<String, Long> models = new TreeMap<>();
    figures
        .handled()
        .forEach(
            (model, count) -> {
              if (count > 0) {
                models.put(model.word(), count);
              }
            });
    Model model = figures.model();
    return new HandlerView(
        figures.type(),
        model.word(),
        Optional.of(figures.configured()).filter(it -> it != model).map(Model::word),
        figures.count(),
        models,
        figures.took().map(Times::of),
        figures.waited().map(Times::of),
        Math.round(figures.loopNanos() / 1e3) / 1e3,
        figures.slow(),
        figures.failed(),
        figures.busy(),
        figures.expired(),
        figures.late());
  }
}
