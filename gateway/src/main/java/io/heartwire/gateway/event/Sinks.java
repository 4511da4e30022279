package io.heartwire.gateway.event;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.config.SinkConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** All sinks of one gateway, each on a thread of its own. Thread safe. */
public final class Sinks implements AutoCloseable {
  private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(3);

  private final Map<String, SinkRunner> runners = new LinkedHashMap<>();
  private final Map<String, Thread> running = new LinkedHashMap<>();

  /**
   * What they need.
   *
   * @param engine has the events and keeps the cursors
   * @param node told as the source of the events
   * @param wallClock for signatures
   * @param random spreads what is tried again
   * @param threads makes threads of a name
   */
  public record Parts(
      ClusterEngine engine,
      String node,
      InstantSource wallClock,
      RandomGenerator random,
      Function<String, ThreadFactory> threads) {}

  /** Starts those of {@code config}, by their names. */
  public Sinks(Map<String, SinkConfig> config, Parts parts) {
    EventText text = new EventText(parts.node());
    new TreeMap<>(config)
        .forEach(
            (name, sink) -> {
              SinkRunner runner =
                  new SinkRunner(
                      new SinkRunner.SinkSettings(name, sink.type().word(), sink.batch()),
                      sink(sink, text, parts.wallClock()),
                      parts.engine(),
                      parts.random());
              runners.put(name, runner);
              running.put(name, parts.threads().apply("heartwire-sink-" + name).newThread(runner));
            });
    running.values().forEach(Thread::start);
  }

  private static EventSink sink(SinkConfig sink, EventText text, InstantSource wallClock) {
    return switch (sink.type()) {
      case WEBHOOK -> new WebhookSink(sink.uri(), sink.timeout(), sink.secret(), text, wallClock);
      case FILE ->
          new FileSink(Path.of(sink.path()), sink.rotateAt().bytes(), sink.keepFiles(), text);
      case LOG -> new LogSink(text);
    };
  }

  /** How far each is, by name. */
  public List<SinkState> states() {
    return runners.values().stream().map(SinkRunner::state).toList();
  }

  /**
   * Tells a sink again what follows event {@code number}.
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
