package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** The limit of open files is reached: nobody else gets in. */
final class NoDescriptors implements Fault {
  @Override
  public String name() {
    return "no-descriptors";
  }

  @Override
  public String story() {
    return "no more descriptors than are in use, and 600 clients more";
  }

  @Override
  public Expectation expectation() {
    return Expectation.ofServer(Cause.DESCRIPTORS_EXHAUSTED).quiet();
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(10);
  }

  private static final int NEWCOMERS = 600;
  private static final int SPARE = 20;

  @Override
  public void inject(Scene scene) {
    long pid = scene.gateway().pid();
    long limit = openFiles(pid) + SPARE;
    SystemCommand.run("prlimit", "--pid", "" + pid, "--nofile=" + limit + ":");
    scene.crowd().more(NEWCOMERS, Duration.ofSeconds(1));
  }

  @Override
  public void undo(Scene scene) {
    SystemCommand.run("prlimit", "--pid", "" + scene.gateway().pid(), "--nofile=20000:");
  }

  private static long openFiles(long pid) {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException("the files of process " + pid + " could not be counted", e);
    }
  }
}
