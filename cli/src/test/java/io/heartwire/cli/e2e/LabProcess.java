package io.heartwire.cli.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A child process of a test: its output (bounded), its signals, its descriptors.
 *
 * <p>Thread safe. At most {@value #MAX_LINES} lines of each stream are kept, the rest is read and
 * dropped, so that a chatty child neither blocks nor fills the heap.
 */
final class LabProcess implements AutoCloseable {
  static final int MAX_LINES = 200_000;
  private static final Duration DEATH_BOUND = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();

  LabProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    follow(process.getInputStream(), out, "out");
    follow(process.getErrorStream(), err, "err");
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Everything printed so far on standard output. */
  List<String> lines() {
    synchronized (out) {
      return List.copyOf(out);
    }
  }

  /** Lines of standard output that match in full. */
  List<Matcher> matches(Pattern pattern) {
    return lines().stream().map(pattern::matcher).filter(Matcher::matches).toList();
  }

  /** Everything printed so far on standard error. */
  List<String> errors() {
    synchronized (err) {
      return List.copyOf(err);
    }
  }

  /** Waits for a line of standard output in which {@code pattern} is found, past or future. */
  Matcher awaitLine(Pattern pattern, Duration bound) {
    return awaitLine(pattern, 0, bound);
  }

  /** Sends one command and waits for the line that answers it. */
  Matcher ask(String command, Pattern answer, Duration bound) {
    int from = lines().size();
    send(command);
    return awaitLine(answer, from, bound);
  }

  private Matcher awaitLine(Pattern pattern, int from, Duration bound) {
    long start = System.nanoTime();
    int next = from;
    synchronized (out) {
      while (true) {
        for (; next < out.size(); next++) {
          Matcher matcher = pattern.matcher(out.get(next));
          if (matcher.find()) {
            return matcher;
          }
        }
        long leftMs = bound.toMillis() - (System.nanoTime() - start) / 1_000_000;
        if (leftMs <= 0 || !process.isAlive() && !awaitMore()) {
          throw new AssertionError(
              name + " printed no line like " + pattern + " within " + bound + tail());
        }
        waitOut(Math.min(leftMs, 50));
      }
    }
  }

  /** After its death a child's last lines may still be on the way. */
  private boolean awaitMore() {
    int seen = out.size();
    waitOut(200);
    return out.size() > seen;
  }

  private void waitOut(long ms) {
    try {
      out.wait(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + name, e);
    }
  }

  /** Writes one line to its standard input. */
  void send(String line) {
    try {
      OutputStream in = process.getOutputStream();
      in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " takes no commands any more" + tail(), e);
    }
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
    try {
      if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(name + " still runs after " + bound + tail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + name, e);
    }
    return process.exitValue();
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
    List<String> o = lines();
    List<String> e = errors();
    return "\n--- "
        + name
        + (process.isAlive() ? " (alive)" : " (exit " + process.exitValue() + ")")
        + " stdout:\n"
        + String.join("\n", o.subList(Math.max(0, o.size() - 20), o.size()))
        + "\n--- stderr:\n"
        + String.join("\n", e.subList(Math.max(0, e.size() - 30), e.size()));
  }

  /** Ends the child whatever state it is in. */
  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroyForcibly();
      awaitExit(DEATH_BOUND);
    }
  }

  private void follow(InputStream stream, List<String> into, String which) {
    Thread reader =
        new Thread(
            () -> {
              try (var lines =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  synchronized (into) {
                    if (into.size() < MAX_LINES) {
                      into.add(line);
                    }
                    into.notifyAll();
                  }
                }
              } catch (IOException e) {
                // The child was killed: its pipe ends in an error instead of an end.
              }
            },
            name + "-" + which);
    reader.setDaemon(true);
    reader.start();
  }
}
