package io.heartwire.doctor.evidence;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Something that lasted for a time that matters.
 *
 * @param kind what
 * @param from when it began, by the wall clock
 * @param durationMs how long it lasted, or has lasted so far, in milliseconds
 * @param subject whom it concerns: the event loop, the collector
 * @param culprit who is to blame: {@code message 'TYPE'} for a handler, else a method, the cause of
 *     a collection; empty if that is not known
 * @param stack of a thread that is blocked, innermost frame first, at most 24 frames; else empty
 */
public record Happening(
    Kind kind, Instant from, long durationMs, String subject, String culprit, List<String> stack) {
  /** Of {@link Kind#LOOP_STALLED}: clients sent meanwhile, so that only we stood still. */
  public static final String KERNEL_HEARD = "data arrived meanwhile";

  /** Of {@link Kind#LOOP_STALLED}: no sampled client sent meanwhile. */
  public static final String KERNEL_SILENT = "no data arrived meanwhile";

  /** What happens. */
  public enum Kind {
    /** An event loop does not come round. */
    LOOP_BLOCKED,
    /** An event loop was away, for whatever reason; {@link #culprit} says what the kernel saw. */
    LOOP_STALLED,
    /** The garbage collector holds all threads. */
    GC_PAUSE,
    /** The virtual machine holds all threads for another reason. */
    SAFEPOINT,
    /** The process did not run: stopped, or without a processor. */
    PROCESS_STALLED,
    /** The wall clock was set; {@link #durationMs} says by how much, negative: back. */
    CLOCK_STEP;

    /** Its name for people and in JSON. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public Happening {
    stack = List.copyOf(stack);
  }

  /** When it ended, or was looked at. */
  public Instant until() {
    return from.plusMillis(Math.max(0, durationMs));
  }
}
