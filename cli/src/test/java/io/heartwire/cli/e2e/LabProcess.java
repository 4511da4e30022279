package io.heartwire.cli.e2e;

import io.heartwire.cli.demo.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A child process of a test: its output, its signals, its descriptors (Linux). Thread safe. */
final class LabProcess implements AutoCloseable {
  private final String name;
  private final ChildProcess child;

  LabProcess(String name, Process process) {
    this.name = name;
    this.child = new ChildProcess(name, process, System::nanoTime);
  }

  long pid() {
    return child.pid();
  }

  /** All processes that it has started, and those that they have. */
  List<ProcessHandle> descendants() {
    return ProcessHandle.of(pid()).stream().flatMap(ProcessHandle::descendants).toList();
  }

  boolean isAlive() {
    return child.isAlive();
  }

  /** Everything printed so far on standard output. */
  List<String> lines() {
    return child.lines();
  }

  /** Lines of standard output that match in full. */
  List<Matcher> matches(Pattern pattern) {
    return child.matches(pattern);
  }

  /** Everything printed so far on standard error. */
  List<String> errors() {
    return child.errors();
  }

  /** Waits for a line of standard output in which {@code pattern} is found, past or future. */
  Matcher awaitLine(Pattern pattern, Duration bound) {
    return child.awaitLine(pattern, bound);
  }

  /** Sends one command and waits for the line that answers it. */
  Matcher ask(String command, Pattern answer, Duration bound) {
    return child.ask(command, answer, bound);
  }

  /** Writes one line to its standard input. */
  void send(String line) {
    child.send(line);
  }

  /** SIGSTOP; returns when the kernel says that it is stopped. */
  void freeze() {
    signal("STOP");
    Await.until(Duration.ofSeconds(2), () -> name + " stopped", () -> state() == 'T');
  }

  /** SIGCONT. */
  void thaw() {
    signal("CONT");
  }

  /** Sends a signal by name, such as {@code TERM}. */
  void signal(String signal) {
    Shell.run("kill -" + signal + " " + pid());
  }

  /** Waits for its end and returns its exit code. */
  int awaitExit(Duration bound) {
    return child.awaitExit(bound);
  }

  /** How many descriptors it holds (Linux). */
  int descriptors() {
    try (Stream<Path> fds = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
      return (int) fds.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private char state() {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of both streams, for messages of failure. */
  String tail() {
    return child.tail();
  }

  /** Ends the child whatever state it is in. */
  @Override
  public void close() {
    child.close();
  }
}
