package io.heartwire.cli.demo;

import io.heartwire.core.time.NanoClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Child processes of the same Java, the same options and the same class path as this one. None
 * outlives {@link #close}; if this process is killed they end with their standard input. Thread
 * safe.
 */
final class Children implements AutoCloseable {
  private final Deque<ChildProcess> children = new ConcurrentLinkedDeque<>();
  private final NanoClock clock;
  private volatile boolean closed;

  Children(NanoClock clock) {
    this.clock = clock;
  }

  /** Starts the main method of {@code type}. */
  ChildProcess java(String name, Class<?> type, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), type.getName()));
    command.addAll(arguments);
    return command(name, command);
  }

  /** Starts any command. */
  ChildProcess command(String name, List<String> command) {
    try {
      var child = new ChildProcess(name, new ProcessBuilder(command).start(), clock);
      children.push(child);
      if (closed) {
        // It was started while the others were being killed.
        child.close();
      }
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the " + name + " could not be started (" + e.getMessage() + ")", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    children.forEach(ChildProcess::close);
  }
}
