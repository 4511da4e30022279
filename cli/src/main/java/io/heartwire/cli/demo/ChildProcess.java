package io.heartwire.cli.demo;

import io.heartwire.core.time.NanoClock;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A child process that takes commands and answers in lines: its output (bounded) and its end.
 *
 * <p>Thread safe. At most {@value #MAX_LINES} lines of each stream are kept, the rest is read and
 * dropped, so that a chatty child neither blocks nor fills the heap.
 */
public final class ChildProcess implements AutoCloseable {
  static final int MAX_LINES = 200_000;
  private static final Duration DEATH_BOUND = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_MS = 50;
  private static final long LAST_WORDS_MS = 200;

  private final String name;
  private final Process process;
  private final NanoClock clock;
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();

  /** Follows {@code process} from now on; {@code name} is for messages. */
  public ChildProcess(String name, Process process, NanoClock clock) {
    this.name = name;
    this.process = process;
    this.clock = clock;
    follow(process.getInputStream(), out, "out");
    follow(process.getErrorStream(), err, "err");
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended; a stopped one has not. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Everything printed so far on standard output. */
  public List<String> lines() {
    synchronized (out) {
      return List.copyOf(out);
    }
  }

  /** Lines of standard output from number {@code from} on. */
  List<String> linesFrom(int from) {
    synchronized (out) {
      return List.copyOf(out.subList(Math.min(from, out.size()), out.size()));
    }
  }

  /** Lines of standard output that match in full. */
  public List<Matcher> matches(Pattern pattern) {
    return lines().stream().map(pattern::matcher).filter(Matcher::matches).toList();
  }

  /** Everything printed so far on standard error. */
  public List<String> errors() {
    synchronized (err) {
      return List.copyOf(err);
    }
  }

  /** Waits for a line of standard output in which {@code pattern} is found, past or future. */
  public Matcher awaitLine(Pattern pattern, Duration bound) {
    return awaitLine(pattern, 0, bound);
  }

  /** Sends one command and waits for the line that answers it. */
  public Matcher ask(String command, Pattern answer, Duration bound) {
    int from = lines().size();
    send(command);
    return awaitLine(answer, from, bound);
  }

  private Matcher awaitLine(Pattern pattern, int from, Duration bound) {
    long start = clock.nanoTime();
    int next = from;
    synchronized (out) {
      while (true) {
        for (; next < out.size(); next++) {
          Matcher matcher = pattern.matcher(out.get(next));
          if (matcher.find()) {
            return matcher;
          }
        }
        long leftMs = bound.toMillis() - (clock.nanoTime() - start) / 1_000_000;
        if (leftMs <= 0 || (!process.isAlive() && !awaitMore())) {
          throw new IllegalStateException(
              name + " printed no line like " + pattern + " within " + bound + tail());
        }
        waitOut(Math.min(leftMs, LOOK_AGAIN_MS));
      }
    }
  }

  /** After its death a child's last lines may still be on the way. */
  private boolean awaitMore() {
    int seen = out.size();
    waitOut(LAST_WORDS_MS);
    return out.size() > seen;
  }

  private void waitOut(long ms) {
    try {
      out.wait(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    }
  }

  /** Writes one line to its standard input. */
  public void send(String line) {
    try {
      OutputStream in = process.getOutputStream();
      in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " takes no commands any more" + tail(), e);
    }
  }

  /** Waits for its end and returns its exit code. */
  public int awaitExit(Duration bound) {
    try {
      if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(name + " still runs after " + bound + tail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    }
    return process.exitValue();
  }

  /** The end of both streams, for messages of failure. */
  public String tail() {
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

  /** Lets it and all that it has started die, and does not wait for that. */
  void kill() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  /** Ends the child whatever state it is in, a stopped one too, and all that it has started. */
  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
      awaitExit(DEATH_BOUND);
    }
  }

  private void follow(InputStream stream, List<String> into, String which) {
    Runnable reading =
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
            return;
          }
        };
    new DefaultThreadFactory(name + "-" + which, true).newThread(reading).start();
  }
}
