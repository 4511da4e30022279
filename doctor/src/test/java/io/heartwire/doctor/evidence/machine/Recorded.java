package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Probe;
import io.heartwire.doctor.evidence.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The kernel's files as a test wants them, and readings of them one second apart. */
final class Recorded {
  private static final Instant START = Instant.parse("2026-03-01T02:58:00Z");

  private final Path root;
  private long seconds;

  Recorded(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  Recorded file(String name, String text) {
    try {
      Path file = KernelFile.under(root, name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void remove(String name) {
    try {
      Files.delete(KernelFile.under(root, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code probe} reads a second after the reading before. */
  Reading read(Probe probe) {
    return read(probe, 1);
  }

  Reading read(Probe probe, int secondsLater) {
    seconds += secondsLater;
    Reading.Builder reading =
        Reading.at(
            START.plusSeconds(seconds), Long.MAX_VALUE - 2_000_000_000L + seconds * 1_000_000_000L);
    probe.read(reading);
    return reading.build();
  }
}
