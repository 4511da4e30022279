package io.heartwire.cli.e2e;

import io.heartwire.cli.Heartwire;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Starts the child processes of one test and sees to it that none survives: neither the test's end
 * nor the test JVM's.
 */
final class ProcessLab implements AutoCloseable {
  /** Names {@link LabMessageHandler} to the service loader, for children only. */
  private static final String SERVICES = Path.of("src", "test", "lab").toAbsolutePath().toString();

  private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

  /** Tests that are run with the first compiler only give it to their children. */
  private static final boolean IN_A_HURRY =
      ManagementFactory.getRuntimeMXBean().getInputArguments().contains(FIRST_COMPILER_ONLY);

  /**
   * A shell that runs the tests in its background lets them ignore SIGINT, nohup lets them ignore
   * SIGHUP, and children inherit it: where the system's env can, it takes that back.
   */
  private static final List<String> DEFAULT_SIGNALS = defaultSignals();

  private final Deque<LabProcess> children = new ConcurrentLinkedDeque<>();
  private final Thread lastResort = new Thread(this::killAll, "process-lab-last-resort");

  ProcessLab() {
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /** What to start: a main class of this test's class path, and what stands before and after it. */
  record Jvm(
      String name, String main, List<String> prefix, List<String> options, List<String> args) {
    static Jvm of(String name, Class<?> main, String... args) {
      return new Jvm(name, main.getName(), List.of(), List.of(), List.of(args));
    }

    /** The same behind a command such as {@code ip netns exec NAME} or {@code taskset -c 0}. */
    Jvm behind(List<String> prefix) {
      return new Jvm(name, main, prefix, options, args);
    }

    /** The same with options of the virtual machine. */
    Jvm with(String... options) {
      return new Jvm(name, main, prefix, List.of(options), args);
    }
  }

  private static List<String> defaultSignals() {
    List<String> env = List.of("env", "--default-signal=HUP,INT");
    List<String> trial = new ArrayList<>(env);
    trial.add("true");
    try {
      return new ProcessBuilder(trial).start().waitFor() == 0 ? env : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Starts a JVM with this test's class path. */
  LabProcess start(Jvm jvm) {
    List<String> command = new ArrayList<>(jvm.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "-Xms256m", "-Xmx512m", "-XX:-UsePerfData"));
    if (jvm.options().stream().noneMatch(option -> option.endsWith("GC"))) {
      command.add("-XX:+UseSerialGC");
    }
    command.addAll(jvm.options());
    if (isShortCommand(jvm) || IN_A_HURRY) {
      command.add(FIRST_COMPILER_ONLY); // for commands the launcher does it too
    }
    command.addAll(List.of("-cp", SERVICES + File.pathSeparator + classPath(), jvm.main()));
    command.addAll(jvm.args());
    return command(jvm.name(), command);
  }

  private static boolean isShortCommand(Jvm jvm) {
    return jvm.main().equals(Heartwire.class.getName())
        && !jvm.args().isEmpty()
        && !List.of("serve", "fleet", "connect", "demo").contains(jvm.args().get(0));
  }

  /** Starts any command. */
  LabProcess command(String name, List<String> command) {
    try {
      List<String> all = new ArrayList<>(DEFAULT_SIGNALS);
      all.addAll(command);
      ProcessBuilder builder = new ProcessBuilder(all);
      // Whoever wants more than that says so on the command line, which stands above it.
      builder.environment().put("HEARTWIRE_PRESENCE_FILE", ":memory:");
      LabProcess child = new LabProcess(name, builder.start());
      children.push(child);
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Surefire puts the class path into a manifest; the real one is in this property. */
  static String classPath() {
    String surefire = System.getProperty("surefire.test.class.path");
    return surefire != null ? surefire : System.getProperty("java.class.path");
  }

  private void killAll() {
    for (LabProcess child : children) {
      child.close();
    }
  }

  @Override
  public void close() {
    killAll();
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }
}
