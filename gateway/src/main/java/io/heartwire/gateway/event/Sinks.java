package io.heartwire.gateway.event;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.config.SinkConfig;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * All sinks of one gateway, each on a thread of its own; of gateways that share an engine one at a
 * time serves each sink. Thread safe.
 */
public final class Sinks implements AutoCloseable {
  /** A disk that is full does not keep the gateway from starting. */
  private static final long PLACE_MILLIS = TimeUnit.SECONDS.toMillis(2);

  private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(3);

  private final Map<String, SinkRunner> runners = new LinkedHashMap<>();
  private final Map<String, Thread> running = new LinkedHashMap<>();

  /**
   * What they need.
   *
   * @param engine has the events and keeps the cursors
   * @param node told as the source of the events
   * @param clock for circuit breakers
   * @param wallClock for signatures
   * @param random spreads what is tried again
   * @param threads makes threads of a name
   */
  public record Parts(
      ClusterEngine engine,
      String node,
      NanoClock clock,
      InstantSource wallClock,
      RandomGenerator random,
      Function<String, ThreadFactory> threads) {}

  /** Starts those of {@code config}, by their names. */
  public Sinks(Map<String, SinkConfig> config, SinkTypes types, Parts parts) {
    EventText text = new EventText(parts.node());
    Map<String, HostBreaker> breakers = new HashMap<>();
    new TreeMap<>(config)
        .forEach(
            (name, sink) -> {
              Optional<HostBreaker> breaker =
                  types
                      .factory(name, sink)
                      .host(sink)
                      .map(
                          host ->
                              breakers.computeIfAbsent(
                                  host, it -> new HostBreaker(it, parts.random())));
              SinkRunner runner =
                  new SinkRunner(
                      new SinkSettings(
                          name,
                          sink.type(),
                          sink.batch(),
                          sink.giveUpAfter(),
                          types.intake(name, sink)),
                      () ->
                          types.make(
                              new EventSinkFactory.Order(name, sink, text, parts.wallClock())),
                      parts,
                      breaker);
              runners.put(name, runner);
              running.put(name, parts.threads().apply("heartwire-sink-" + name).newThread(runner));
            });
    running.values().forEach(Thread::start);
    awaitPlaces();
  }

  /** What happens once this has been made is told by all: by a new sink, too. */
  private void awaitPlaces() {
    try {
      for (SinkRunner runner : runners.values()) {
        if (!runner.awaitPlace(PLACE_MILLIS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How far each is, by name. */
  public List<SinkState> states() {
    return runners.values().stream().map(SinkRunner::state).toList();
  }

  /** Whether the sink {@code name} makes alerts, each of which it tells once and not again. */
  public boolean tellsOnce(String name) {
    SinkRunner runner = runners.get(name);
    return runner != null && runner.tellsOnce();
  }

  /**
   * Tells a sink again what follows event {@code number}; one that {@link #tellsOnce} nothing.
   *
   * @return false if there is no sink of this name
   */
  public boolean replay(String name, long number) {
    SinkRunner runner = runners.get(name);
    if (runner != null) {
      runner.replay(number);
    }
    return runner != null;
  }

  /** How far the sink {@code name} is; empty if there is none. */
  public Optional<SinkState> state(String name) {
    return Optional.ofNullable(runners.get(name)).map(SinkRunner::state);
  }

  /**
   * Tells a sink its dead letters again, each once.
   *
   * @return false if there is no sink of this name
   */
  public boolean replayDeadLetters(String name) {
    SinkRunner runner = runners.get(name);
    if (runner != null) {
      runner.replayDeadLetters();
    }
    return runner != null;
  }

  /** Stops them; what they have not taken they are told after the next start. */
  @Override
  public void close() {
    runners.values().forEach(SinkRunner::close);
    running.values().forEach(Thread::interrupt);
    for (Thread thread : running.values()) {
      try {
        thread.join(CLOSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
