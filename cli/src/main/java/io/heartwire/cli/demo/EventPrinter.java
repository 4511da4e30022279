package io.heartwire.cli.demo;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.PrintStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Prints lines from its own thread: an event loop never waits for a pipe. Thread safe.
 *
 * <p>At most {@value #CAPACITY} lines wait; one more is a defect and throws.
 */
public final class EventPrinter {
  private static final int CAPACITY = 500_000;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(CAPACITY);
  private final PrintStream target;

  /** Prints to {@code target} until the process ends. */
  public EventPrinter(PrintStream target) {
    this.target = target;
    new DefaultThreadFactory("printer", true).newThread(this::run).start();
  }

  /** Prints soon. */
  public void print(String line) {
    lines.add(line);
  }

  private void run() {
    try {
      while (true) {
        target.println(lines.take());
        target.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
