package io.heartwire.gateway.bundle;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What every thread was doing at the beginning and at the end. */
final class ThreadsPart implements Part {
  private static final int MOST_FRAMES = 64;

  private @Nullable String before;

  @Override
  public String name() {
    return "threads.txt";
  }

  @Override
  public void begin() {
    before = dump();
  }

  @Override
  public byte[] content() {
    return ("At the beginning:\n\n" + before + "\nAt the end:\n\n" + dump())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String dump() {
    var text = new StringBuilder();
    var threads = ManagementFactory.getThreadMXBean();
    // Monitors, not synchronizers: to find these the machine would walk the whole heap.
    boolean monitors = threads.isObjectMonitorUsageSupported();
    for (ThreadInfo thread : threads.dumpAllThreads(monitors, false, MOST_FRAMES)) {
      append(thread, text);
    }
    return text.toString();
  }

  private static void append(ThreadInfo thread, StringBuilder text) {
    text.append('"').append(thread.getThreadName()).append("\" ").append(thread.getThreadState());
    if (thread.getLockName() != null) {
      text.append(" on ").append(thread.getLockName());
    }
    if (thread.getLockOwnerName() != null) {
      text.append(" owned by \"").append(thread.getLockOwnerName()).append('"');
    }
    text.append('\n');
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append("    at ").append(frame).append('\n');
    }
    text.append('\n');
  }
}
