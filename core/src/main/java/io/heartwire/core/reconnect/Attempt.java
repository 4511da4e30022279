package io.heartwire.core.reconnect;

import io.heartwire.core.liveness.Disconnect;

/** What a {@link Reconnector} wants done. Decided in core, done by an adapter. */
public sealed interface Attempt {
  /** Nothing: the report was stale, or something is under way already. */
  record None() implements Attempt {}

  /**
   * Wait, then call {@link Reconnector#due}. Replaces any earlier wait.
   *
   * @param delayNanos how long, at least 0
   * @param because what set the length
   */
  record Wait(long delayNanos, Because because) implements Attempt {}

  /**
   * Connect and log in now, then report {@link Reconnector#accepted} or {@link Reconnector#ended}
   * with this id.
   *
   * @param id ascending; reports that carry an older one are ignored
   * @param number 1 for the first since the start or since a session last held
   */
  record Connect(long id, int number) implements Attempt {}

  /**
   * The end: nothing more happens by itself.
   *
   * @param why the last cause
   * @param credentialWanted true if {@link Reconnector#newCredential} would go on
   */
  record Stopped(Disconnect why, boolean credentialWanted) implements Attempt {}

  /** What set the length of a wait. */
  enum Because {
    /** The first attempt, spread a little. */
    FIRST,
    /** The back-off. */
    BACKOFF,
    /** The other side's hint. */
    HINT,
    /** Too many attempts in the last minute. */
    BUDGET,
    /** Something happened that makes an attempt worthwhile now. */
    WOKEN
  }

  /** {@link None}, shared. */
  Attempt NONE = new None();
}
