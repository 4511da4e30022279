package io.heartwire.core.time;

/**
 * A monotonic clock in nanoseconds with an arbitrary origin, such as {@code System::nanoTime}.
 *
 * <p>Values may be negative and may wrap around: compare them by difference only ({@code now - then
 * >= limit}). Implementations are thread safe and never block.
 */
@FunctionalInterface
public interface NanoClock {
  /** The current reading, in nanoseconds since an arbitrary origin. */
  long nanoTime();
}
