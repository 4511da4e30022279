package io.heartwire.cli.e2e;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Prints lines on standard output from its own thread: an event loop never waits for a pipe. */
final class EventPrinter {
  private static final int CAPACITY = 500_000;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(CAPACITY);

  EventPrinter() {
    Thread printer = new Thread(this::run, "printer");
    printer.setDaemon(true);
    printer.start();
  }

  /** Prints soon; past {@value #CAPACITY} waiting lines it throws. */
  void print(String line) {
    lines.add(line);
  }

  private void run() {
    try {
      while (true) {
        System.out.println(lines.take());
        System.out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
