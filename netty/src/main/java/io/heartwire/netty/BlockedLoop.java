package io.heartwire.netty;

import java.time.Duration;
import java.util.List;

/**
 * An event loop that is blocked at this moment.
 *
 * @param loop the name of its thread
 * @param blockedFor how long it has not come round
 * @param culprit what holds it: the label that the application set, else the class and method of
 *     the handler or task on its stack, else {@code unknown}
 * @param stack the stack of its thread, innermost frame first; empty if the thread has ended
 */
public record BlockedLoop(
    String loop, Duration blockedFor, String culprit, List<StackTraceElement> stack) {
  public BlockedLoop {
    stack = List.copyOf(stack);
  }

  @Override
  public String toString() {
    return "%s blocked for %d ms by %s".formatted(loop, blockedFor.toMillis(), culprit);
  }
}
