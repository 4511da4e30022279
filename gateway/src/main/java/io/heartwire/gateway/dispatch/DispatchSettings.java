package io.heartwire.gateway.dispatch;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How messages are dispatched.
 *
 * @param model of every type that {@code types} does not name
 * @param types what differs for some types
 * @param bounds what may wait and run at a time
 * @param times how long things may take
 */
public record DispatchSettings(Model model, Map<String, OfType> types, Bounds bounds, Times times) {
  public DispatchSettings {
    types = Map.copyOf(types);
  }

  /**
   * What one type has of its own; empty: as all others.
   *
   * @param model where its handler runs
   * @param deadline how long its handler may take
   */
  public record OfType(Optional<Model> model, Optional<Duration> deadline) {}

  /**
   * What may wait and run at a time; beyond each of them a message is answered busy.
   *
   * @param lanes threads that work off queued messages
   * @param laneCapacity messages that may wait in one lane
   * @param inFlightMax messages whose handler runs, or whose stage is not complete
   * @param heldMaxBytes bytes of all messages that wait or are in flight
   * @param taskThreads threads for tasks where the JDK has no virtual ones
   */
  public record Bounds(
      int lanes, int laneCapacity, int inFlightMax, long heldMaxBytes, int taskThreads) {}

  /**
   * How long things may take.
   *
   * @param deadline from the call of the handler until its stage is complete
   * @param inlineWarning time on the event loop that counts as slow
   * @param drain how long a shutdown waits for what was taken in
   */
  public record Times(Duration deadline, Duration inlineWarning, Duration drain) {}

  /** The deadline of {@code type}. */
  Duration deadline(String type) {
    return Optional.ofNullable(types.get(type)).flatMap(OfType::deadline).orElse(times.deadline());
  }

  /** Whether {@code type} has a model of its own, whoever sends it. */
  boolean isSet(String type) {
    return Optional.ofNullable(types.get(type)).flatMap(OfType::model).isPresent();
  }

  /** The model of {@code type}, until somebody changes it. */
  Model model(String type) {
    return Optional.ofNullable(types.get(type)).flatMap(OfType::model).orElse(model);
  }
}
