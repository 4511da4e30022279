package io.heartwire.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds a peer when it is needed and not before: each has a project of its own under {@code
 * bench/peers}, with its own versions of everything, outside of the build of Heartwire.
 */
final class PeerBuild {
  private PeerBuild() {}

  /** The class path of a peer with our launcher of it. */
  static String classpath(Lab lab, String name) throws IOException, InterruptedException {
    Path project = lab.root().resolve("bench/peers").resolve(name);
    Path target = lab.work().resolve("peers").resolve(name).toAbsolutePath();
    Path classes = target.resolve("classes");
    Path libraries = target.resolve("classpath");
    Files.createDirectories(classes);
    if (!Files.exists(libraries) || isEmpty(classes)) {
      Progress.say("  " + name + " is brought from Maven Central, this once");
      resolve(project, target, libraries, name);
      compile(lab, project, classes, Files.readString(libraries));
    }
    return classes + ":" + Files.readString(libraries);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  private static void resolve(Path project, Path target, Path libraries, String name)
      throws IOException, InterruptedException {
    Path unfinished = target.resolve("classpath.new");
    Path log = target.resolve("maven.log");
    List<String> command =
        Leash.on(
            List.of(
                "mvn",
                "-B",
                "-q",
                "-f",
                project.resolve("pom.xml").toString(),
                "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath",
                "-Dmdep.outputFile=" + unfinished));
    Process maven =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (maven.waitFor() != 0 || !Files.exists(unfinished)) {
      throw new Unavailable("Maven could not resolve " + name + "; " + log + " says why");
    }
    Files.move(unfinished, libraries);
  }

  private static void compile(Lab lab, Path project, Path classes, String libraries)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                lab.jdk().resolve("bin/javac").toString(),
                "-nowarn",
                "-proc:none",
                "--release",
                "17",
                "-cp",
                libraries,
                "-d",
                classes.toString()));
    try (Stream<Path> sources = Files.list(project.resolve("src"))) {
      sources.map(Path::toString).forEach(command::add);
    }
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new Unavailable("the launcher of " + project.getFileName() + " does not compile");
    }
  }
}
