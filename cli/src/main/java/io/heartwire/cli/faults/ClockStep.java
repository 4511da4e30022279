package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Somebody sets the clock; only libfaketime and the gateway believe it. */
final class ClockStep implements Fault {
  @Override
  public String name() {
    return "clock-step";
  }

  @Override
  public String story() {
    return "the wall clock is set by 2 to 10 minutes, forth or back";
  }

  @Override
  public Expectation expectation() {
    return Expectation.ofServer(Cause.CLOCK_STEP).quiet();
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(8);
  }

  private static final String FILE = "wall-clock";
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib64/faketime/libfaketimeMT.so.1"));

  @Override
  public void prepare(Preparation preparation) {
    Path file = preparation.directory().file(FILE);
    set(file, 0);
    preparation.environment("LD_PRELOAD", library().toString());
    preparation.environment("FAKETIME_TIMESTAMP_FILE", file.toString());
    preparation.environment("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    preparation.environment("FAKETIME_CACHE_DURATION", "1");
  }

  private static Path library() {
    return LIBRARIES.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "libfaketime is not installed: './heartwire faults' in a checkout brings it, or"
                        + " install the package faketime"));
  }

  @Override
  public void inject(Scene scene) {
    int seconds = 120 + scene.random().nextInt(480);
    set(scene.directory().file(FILE), scene.random().nextBoolean() ? seconds : -seconds);
  }

  private static void set(Path file, int seconds) {
    try {
      Files.writeString(file, String.format("%+d\n", seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " could not be written: " + e, e);
    }
  }
}
