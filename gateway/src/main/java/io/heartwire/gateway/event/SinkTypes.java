package io.heartwire.gateway.event;

import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.SinkConfig;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The types of sinks that there are, by their words. Thread safe. */
public final class SinkTypes {
  private final Map<String, EventSinkFactory> byWord = new TreeMap<>();

  private SinkTypes(Iterable<EventSinkFactory> found) {
    for (EventSinkFactory factory : BuiltInSink.values()) {
      add(factory);
    }
    found.forEach(this::add);
  }

  private void add(EventSinkFactory factory) {
    EventSinkFactory other = byWord.putIfAbsent(factory.type(), factory);
    if (other != null) {
      throw new IllegalStateException(
          "there are two types of sinks named "
              + factory.type()
              + " on the class path ("
              + other.getClass().getName()
              + ", "
              + factory.getClass().getName()
              + "): leave one");
    }
  }

  /** The built-in ones, and those that are on the class path. */
  public static SinkTypes found() {
    return of(ServiceLoader.load(EventSinkFactory.class));
  }

  /** The built-in ones and {@code others}. */
  static SinkTypes of(Iterable<EventSinkFactory> others) {
    return new SinkTypes(others);
  }

  /**
   * Whether each of {@code sinks} could be made; connects to none.
   *
   * @throws ConfigException with a sentence for each that could not
   */
  public void check(Map<String, SinkConfig> sinks) {
    List<String> problems = new ArrayList<>();
    new TreeMap<>(sinks)
        .forEach(
            (name, config) -> {
              try {
                intake(name, config);
                make(new EventSinkFactory.Order(
                        name, config, new EventText(""), InstantSource.fixed(Instant.EPOCH)))
                    .close();
              } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
              }
            });
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  EventSink make(EventSinkFactory.Order order) {
    return factory(order.name(), order.config()).make(order);
  }

  Intake intake(String name, SinkConfig config) {
    boolean alerts = factory(name, config).alerts(config);
    return Intake.of(config.only(), alerts, "sinks." + name + ".only");
  }

  EventSinkFactory factory(String name, SinkConfig config) {
    EventSinkFactory factory = byWord.get(config.type());
    if (factory == null) {
      throw new ConfigException(
          "sinks."
              + name
              + ".type ("
              + config.type()
              + ") is no type of sink: use one of "
              + String.join(", ", byWord.keySet()));
    }
    return factory;
  }
}
