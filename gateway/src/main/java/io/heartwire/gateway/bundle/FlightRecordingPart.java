package io.heartwire.gateway.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * What the virtual machine recorded over the time of the bundle. Only the events that are named
 * here are switched on: others hold the environment and command lines, and with these secrets.
 */
final class FlightRecordingPart implements Part {
  static final long MOST_BYTES = 32L << 20;

  private static final Duration SAMPLE = Duration.ofMillis(20);

  private static final List<String> SAMPLED =
      List.of("jdk.ExecutionSample", "jdk.NativeMethodSample");

  private static final List<String> EVENTS =
      List.of(
          "jdk.CPULoad",
          "jdk.ThreadCPULoad",
          "jdk.GarbageCollection",
          "jdk.GCPhasePause",
          "jdk.GCHeapSummary",
          "jdk.GCConfiguration",
          "jdk.SafepointBegin",
          "jdk.SafepointEnd",
          "jdk.JavaMonitorEnter",
          "jdk.JavaMonitorWait",
          "jdk.ThreadPark",
          "jdk.ThreadStart",
          "jdk.ThreadEnd",
          "jdk.ObjectAllocationSample",
          "jdk.Compilation",
          "jdk.ExecuteVMOperation",
          "jdk.PhysicalMemory",
          "jdk.JavaThreadStatistics");

  private static final Set<String> TELLTALES =
      Set.of(
          "jdk.InitialEnvironmentVariable",
          "jdk.InitialSystemProperty",
          "jdk.JVMInformation",
          "jdk.SystemProcess");

  private final Path directory;
  private @Nullable Recording recording;

  /** Writes to {@code directory} on the way. */
  FlightRecordingPart(Path directory) {
    this.directory = directory;
  }

  @Override
  public String name() {
    return "recording.jfr";
  }

  @Override
  public boolean isText() {
    return false;
  }

  @Override
  public void begin() throws IOException {
    if (!FlightRecorder.isAvailable()) {
      throw new IOException("this virtual machine has no flight recorder");
    }
    try {
      var started = new Recording();
      recording = started;
      started.setName("heartwire bundle");
      started.setToDisk(true);
      started.setMaxSize(MOST_BYTES);
      EVENTS.forEach(started::enable);
      SAMPLED.forEach(it -> started.enable(it).withPeriod(SAMPLE));
      started.start();
    } catch (IllegalStateException | SecurityException e) {
      throw new IOException("the flight recorder does not start: " + e.getMessage(), e);
    }
  }

  @Override
  public byte[] content() throws IOException {
    Recording running = recording;
    if (running == null) {
      throw new IOException("the flight recorder was not started");
    }
    running.stop();
    Path file = directory.resolve(name());
    running.dump(file);
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(
          "the recording has "
              + Files.size(file)
              + " bytes, allowed are "
              + MOST_BYTES
              + ": record for a shorter time");
    }
    refuseTelltales(file);
    return Files.readAllBytes(file);
  }

  /** A recording holds what any other recording of this process has switched on. */
  private static void refuseTelltales(Path file) throws IOException {
    try (var events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        String type = events.readEvent().getEventType().getName();
        if (TELLTALES.contains(type)) {
          throw new IOException(
              "another recording of this process has "
                  + type
                  + " switched on, which may hold secrets: end it, or send a recording of your own");
        }
      }
    }
  }

  @Override
  public void end() {
    if (recording != null) {
      recording.close();
    }
  }
}
