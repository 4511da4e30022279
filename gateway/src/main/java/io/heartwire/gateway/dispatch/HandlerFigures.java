package io.heartwire.gateway.dispatch;

import io.heartwire.core.time.DurationSpread;
import java.util.Map;
import java.util.Optional;

/**
 * What happened to the messages of one type since the start; times are those of the last one to two
 * minutes.
 *
 * @param type its name; {@value HandlerTypes#OTHER} stands for all that are not tracked
 * @param model where its handler runs now
 * @param configured where the configuration lets it run
 * @param handled handlers called, by where they ran
 * @param failed handlers that threw, or whose stage failed
 * @param busy messages answered busy, which no handler saw
 * @param expired messages whose deadline passed
 * @param late handlers that were done after their deadline, or after the shutdown gave up on them
 * @param slow handlers that held an event loop longer than the warning allows
 * @param loopNanos time its handlers spent on event loops
 * @param took from the call of the handler until its stage was complete; empty if there was none
 * @param tookSinceStart the same of all since the start
 * @param waited from arrival until the call of the handler, of messages that were not inline
 */
public record HandlerFigures(
    String type,
    Model model,
    Model configured,
    Map<Model, Long> handled,
    long failed,
    long busy,
    long expired,
    long late,
    long slow,
    long loopNanos,
    Optional<Times> took,
    DurationSpread tookSinceStart,
    Optional<Times> waited) {

  /** How the name of a type in logs begins: {@code message type 'report'}. */
  public static final String LABEL = "message type ";

  /** Times in microseconds, exact to 6 %. */
  public record Times(long p50Micros, long p99Micros, long maxMicros) {}

  /** Handlers called since the start. */
  public long count() {
    return handled.values().stream().mapToLong(Long::longValue).sum();
  }
}
