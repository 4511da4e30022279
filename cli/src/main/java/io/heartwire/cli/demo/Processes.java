package io.heartwire.cli.demo;

import io.heartwire.core.time.NanoClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Child processes, none of which outlives {@link #close}, nor this process, however it ends. Thread
 * safe.
 */
public final class Processes implements AutoCloseable {
  private final Map<ChildProcess, String> names = new ConcurrentHashMap<>();
  private final Deque<ChildProcess> children = new ConcurrentLinkedDeque<>();
  private final NanoClock clock;
  private volatile boolean closed;

  /** None yet. */
  public Processes(NanoClock clock) {
    this.clock = clock;
  }

  /**
   * A Java program of this class path.
   *
   * @param prefix a command that becomes it, such as {@code nsenter}
   * @param options of the virtual machine
   * @param classPath what stands before this process's own; empty for nothing
   * @param words its main class and its arguments
   */
  public record Program(
      List<String> prefix, List<String> options, String classPath, List<String> words) {
    /** One on a virtual machine with the options of this one. */
    static Program likeThisOne(Class<?> main, List<String> arguments) {
      List<String> words = new ArrayList<>(List.of(main.getName()));
      words.addAll(arguments);
      return new Program(
          List.of(), ManagementFactory.getRuntimeMXBean().getInputArguments(), "", words);
    }

    List<String> command() {
      String own = System.getProperty("java.class.path");
      List<String> command = new ArrayList<>(prefix);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options);
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("-cp");
      command.add(
          classPath.isEmpty() ? own : classPath + System.getProperty("path.separator") + own);
      command.addAll(words);
      return command;
    }
  }

  /** Options for a child that is not what is measured: cheap to start, small. */
  public static final List<String> MODEST =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-XX:-UsePerfData");

  /** Starts a program that takes commands, and ends by itself when nobody is left to give one. */
  public ChildProcess start(String name, Program program) {
    return start(name, program.command());
  }

  /** Starts a command that ends when its standard input does, or soon in any case. */
  public ChildProcess start(String name, List<String> command) {
    return start(name, command, Map.of());
  }

  /** Starts a program that reads no standard input: it is killed once this process is gone. */
  public ChildProcess leash(String name, Program program, Map<String, String> environment) {
    return leash(name, program.command(), environment);
  }

  /** The same with any command. */
  public ChildProcess leash(String name, List<String> command, Map<String, String> environment) {
    return start(name, Leash.on(command), environment);
  }

  private ChildProcess start(String name, List<String> command, Map<String, String> environment) {
    try {
      var builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      var child = new ChildProcess(name, builder.start(), clock);
      names.put(child, name);
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

  /** Ends those of this name. */
  public void end(String name) {
    names.forEach(
        (child, named) -> {
          if (named.equals(name)) {
            child.close();
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    // All at once: one of them may be waiting for another.
    children.forEach(ChildProcess::kill);
    children.forEach(ChildProcess::close);
  }
}
