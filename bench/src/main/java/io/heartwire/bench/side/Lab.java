package io.heartwire.bench.side;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where things are and on which processors they run.
 *
 * @param root the project
 * @param work where binaries, logs and samples are kept
 * @param jdk what the Java servers run on
 * @param gatewayClasspath the command line of the gateway, as the launcher runs it
 * @param raised what puts a process into a session of its own, and before others if we may
 * @param serverCore the processor of the server
 * @param clientCore the processor of the load generator
 */
record Lab(
    Path root,
    Path work,
    Path jdk,
    String gatewayClasspath,
    List<String> raised,
    int serverCore,
    int clientCore) {
  /** The same for all that run on a JVM; the heap is touched at once, so what grows is native. */
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms1g",
          "-Xmx1g",
          "-XX:+AlwaysPreTouch",
          "--enable-native-access=ALL-UNNAMED",
          "-Dio.netty.jfr.enabled=false");

  /** Below {@link #work}: what servers write while they run, and nobody wants afterwards. */
  private static final String SCRATCH = "scratch";

  /** The beginning of a command that has the processor of the server, and ends with the bench. */
  List<String> onServerCore() {
    List<String> command = new ArrayList<>(raised);
    command.addAll(Leash.on(List.of("taskset", "-c", "" + serverCore)));
    return command;
  }

  /** A server on the JVM. */
  List<String> java(String classpath, String main, List<String> args) {
    List<String> command = new ArrayList<>(onServerCore());
    command.add(jdk.resolve("bin/java").toString());
    command.addAll(JVM);
    command.add("-Djava.io.tmpdir=" + scratch());
    command.addAll(List.of("-cp", classpath, main));
    command.addAll(args);
    return command;
  }

  /** A path for a file of this name that does not exist yet, in a directory of its own. */
  String fresh(String name) {
    try {
      return Files.createTempDirectory(scratch(), "state-").resolve(name).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path scratch() {
    try {
      return Files.createDirectories(work.resolve(SCRATCH));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes what servers have written; none runs. */
  void sweepOut() {
    Path scratch = work.resolve(SCRATCH);
    if (!Files.exists(scratch)) {
      return;
    }
    try (Stream<Path> files = Files.walk(scratch)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      Progress.say(scratch + " could not be deleted: " + e);
    }
  }

  /** Starts the load generator against a server. */
  Generator generator(Contender contender, ServerProcess server, Timing timing) throws IOException {
    // It needs its standard input, and sees to it by itself that it ends with the bench.
    List<String> command = new ArrayList<>(raised);
    command.addAll(
        List.of(
            "taskset",
            "-c",
            "" + clientCore,
            work.resolve("load").toString(),
            contender.speech(),
            "" + server.port(),
            "" + server.pid(),
            "" + timing.keepaliveSeconds()));
    return new Generator(command);
  }

  /** Starts a server. */
  ServerProcess start(Contender contender, Timing timing) throws IOException, InterruptedException {
    return ServerProcess.start(
        contender.launch().command(this, timing),
        contender.ready(),
        work.resolve("logs"),
        contender.name());
  }

  /** Compiles the load generator and the floor. */
  void compile() throws IOException, InterruptedException {
    Files.createDirectories(work);
    Path sources = root.resolve("bench/src/main/c");
    compile(sources, "load", "load.c", "fleet.c", "speech.c", "web.c");
    compile(sources, "floor", "floor.c");
  }

  private void compile(Path sources, String binary, String... files)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("cc", "-O2", "-std=gnu11", "-o", work.resolve(binary).toString()));
    for (String file : files) {
      command.add(sources.resolve(file).toString());
    }
    try {
      Process compiler = new ProcessBuilder(command).inheritIO().start();
      if (compiler.waitFor() != 0) {
        throw new IOException("the compiler refused " + binary + "; the lines above say why");
      }
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Cannot run program")) {
        throw new IOException(
            "there is no C compiler, and the load generator is written in C: install one"
                + " (apt-get install gcc libc6-dev) and run this again",
            e);
      }
      throw e;
    }
  }
}
