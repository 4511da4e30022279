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
  private static final String LOOP = "io.netty.channel.SingleThreadIoEventLoop";

  /** Where Netty's transports, and what they call, wait for events. */
  private static final List<String> TRANSPORTS =
      List.of(
          "io.netty.channel.epoll.",
          "io.netty.channel.nio.",
          "io.netty.channel.kqueue.",
          "io.netty.channel.uring.",
          "sun.nio.ch.");

  private static final List<String> WAITS =
      List.of("epollWait", "select", "kqueueWait", "keventWait", "submitAndWait", "submitAndGet");

  public BlockedLoop {
    stack = List.copyOf(stack);
  }

  /**
   * Whether the loop was found waiting for events: nothing holds it, and it was late because the
   * machine gave its thread no time, or stopped it.
   */
  public boolean isWaiting() {
    boolean waits = false;
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().equals(LOOP)) {
        return waits;
      }
      if (TRANSPORTS.stream().noneMatch(frame.getClassName()::startsWith)) {
        return false;
      }
      waits |= WAITS.stream().anyMatch(frame.getMethodName()::startsWith);
    }
    return false;
  }

  @Override
  public String toString() {
    return "%s blocked for %d ms by %s".formatted(loop, blockedFor.toMillis(), culprit);
  }
}
