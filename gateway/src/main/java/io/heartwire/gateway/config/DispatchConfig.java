package io.heartwire.gateway.config;

import io.heartwire.gateway.dispatch.DispatchSettings;
import io.heartwire.gateway.dispatch.Model;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where and how long handlers of messages run: {@code dispatch.*}. */
public record DispatchConfig(
    @Key(
            name = "default",
            value = "queue",
            doc =
                "Where the handler runs, for every type that has no `model` of its own. `queue`: in"
                    + " lanes, in order for each client. `inline`: on the event loop, for a handler"
                    + " that never blocks. `per-task`: each message in a task of its own, in no"
                    + " order.")
        Model model,
    @Key(
            value = "16",
            doc = "Lanes for queued messages, a thread each; a client is always in the same one.",
            allowed = "1 to 1024")
        int lanes,
    @Key(
            value = "1000",
            doc = "Messages that may wait in one lane; one more is answered busy.",
            allowed = "1 to 1000000")
        int laneCapacity,
    @Key(
            value = "10000",
            doc =
                "Messages whose handler runs, or whose stage is not complete; one more is answered "
                    + "busy.",
            allowed = "1 to 10000000")
        int inFlightMax,
    @Key(
            value = "64MiB",
            doc =
                "Bytes of all messages that wait or are in flight; one more is answered busy. At "
                    + "least `listeners.tcp.max-frame`.",
            allowed = "1KiB to 1024GiB")
        Size heldMax,
    @Key(
            value = "64",
            doc = "Threads for `per-task` on a JDK before 21, which has no virtual threads.",
            allowed = "1 to 4096")
        int taskThreads,
    @Key(
            value = "30s",
            doc =
                "A handler must be done within this, its stage included; else it is interrupted "
                    + "(unless it is inline), named in the log, and its message counts as failed.",
            allowed = "100ms to 2d")
        Duration deadline,
    @Key(
            value = "100ms",
            doc =
                "An event loop that does not come round for this long is named in the log, with "
                    + "what blocks it and its stack.",
            allowed = "20ms to 1m")
        Duration inlineWarning,
    @Key(
            value = "5s",
            doc = "How long a shutdown waits for messages that were taken in.",
            allowed = "off, or 100ms to 5m")
        Duration drain,
    Map<String, OfType> types) {

  private static final Duration SHORTEST_WARNING = Duration.ofMillis(20);
  private static final Duration LONGEST_WARNING = Duration.ofMinutes(1);
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(5);

  /** What one type of messages has of its own: {@code dispatch.types.<type>.*}. */
  public record OfType(
      @Key(value = "inherit", doc = "As `dispatch.default`, for this type.") Optional<Model> model,
      @Key(
              value = "inherit",
              doc = "As `dispatch.deadline`, for this type.",
              allowed = "inherit, or 100ms to 2d")
          Optional<Duration> deadline,
      @Key(
              value = "false",
              doc =
                  "Whether messages of this type are told: recorded among the events, once each,"
                      + " and acknowledged after that is durable.")
          boolean tell) {}

  public DispatchConfig {
    types = Map.copyOf(types);
    Limits.range("dispatch.lanes", lanes, 1, 1_024);
    Limits.range("dispatch.lane-capacity", laneCapacity, 1, 1_000_000);
    Limits.range("dispatch.in-flight-max", inFlightMax, 1, 10_000_000);
    Limits.size("dispatch.held-max", heldMax, new Size(1L << 10), new Size(1L << 40));
    Limits.range("dispatch.task-threads", taskThreads, 1, 4_096);
    Limits.time("dispatch.deadline", deadline, Limits.SHORTEST, Limits.LONGEST);
    Limits.time("dispatch.inline-warning", inlineWarning, SHORTEST_WARNING, LONGEST_WARNING);
    if (!drain.isZero()) {
      Limits.time("dispatch.drain", drain, Limits.SHORTEST, LONGEST_DRAIN);
    }
    types.forEach(
        (type, own) ->
            own.deadline()
                .ifPresent(
                    time ->
                        Limits.time(
                            "dispatch.types." + type + ".deadline",
                            time,
                            Limits.SHORTEST,
                            Limits.LONGEST)));
  }

  /** The types that are told, and how long recording one message may take. */
  public Map<String, Duration> told() {
    Map<String, Duration> told = new HashMap<>();
    types.forEach(
        (type, own) -> {
          if (own.tell()) {
            // The rest of the deadline is the handler's, and for saying so before it has passed.
            told.put(type, own.deadline().orElse(deadline).multipliedBy(3).dividedBy(4));
          }
        });
    return told;
  }

  /** The same for the dispatcher. */
  public DispatchSettings settings() {
    Map<String, DispatchSettings.OfType> own = new HashMap<>();
    types.forEach(
        (type, its) -> own.put(type, new DispatchSettings.OfType(its.model(), its.deadline())));
    return new DispatchSettings(
        model,
        own,
        new DispatchSettings.Bounds(lanes, laneCapacity, inFlightMax, heldMax.bytes(), taskThreads),
        new DispatchSettings.Times(deadline, inlineWarning, drain));
  }
}
