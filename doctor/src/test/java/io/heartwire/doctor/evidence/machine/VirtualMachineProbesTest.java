package io.heartwire.doctor.evidence.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtualMachineProbesTest {
  @TempDir private Path folder;
  private Recorded machine = new Recorded(Path.of("unset"));

  @BeforeEach
  void record() {
    machine = new Recorded(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "G1 Young Generation, true",
    "G1 Old Generation, true",
    "G1 Concurrent GC, true",
    "Copy, true",
    "MarkSweepCompact, true",
    "PS Scavenge, true",
    "PS MarkSweep, true",
    "ZGC Pauses, true",
    "ZGC Cycles, false",
    "ZGC Major Cycles, false",
    "ZGC Minor Cycles, false",
    "ZGC Minor Pauses, true",
    "Shenandoah Pauses, true",
    "Shenandoah Cycles, false"
  })
  void tellsPausesFromWorkBesideTheApplication(String collector, boolean pausing) {
    assertThat(CollectionsProbe.isPausing(collector)).isEqualTo(pausing);
  }

  @Test
  void reportsACollectionWithItsCauseAndTheHeapAfterIt() throws Exception {
    var probe = new CollectionsProbe(InstantSource.system(), 0);
    var happenings = new LinkedBlockingQueue<Happening>();
    machine.read(probe);
    probe.begin(happenings::add);
    Instant before = Instant.now();
    System.gc();
    Happening full = happenings.poll(30, TimeUnit.SECONDS);
    while (full != null && !full.culprit().equals("System.gc()")) {
      full = happenings.poll(30, TimeUnit.SECONDS);
    }
    probe.end();

    assertThat(full).isNotNull();
    assertThat(full.kind()).isEqualTo(Happening.Kind.GC_PAUSE);
    assertThat(full.subject()).isNotEmpty();
    // The virtual machine rounds both of its times to milliseconds.
    assertThat(full.from()).isBetween(before.minusMillis(5), Instant.now());
    var reading = machine.read(probe);
    assertThat(reading.value(Signal.HEAP_USED).orElseThrow()).isBetween(0.0001, 1.0);
    assertThat(reading.value(Signal.GC_PAUSE).orElseThrow()).isPositive();
    assertThat(probe.unavailable()).isEmpty();
  }

  @Test
  void tellsHowManyProcessorsWereBusy() {
    var cpuNanos = new AtomicLong(5);
    var probe = new ProcessCpuProbe(cpuNanos::get);
    machine.read(probe);
    cpuNanos.addAndGet(Duration.ofMillis(1_500).toNanos());
    assertThat(machine.read(probe).value(Signal.PROCESS_CPU)).hasValue(1.5);

    cpuNanos.set(-1);
    assertThat(machine.read(probe).value(Signal.PROCESS_CPU)).isEmpty();
    assertThat(probe.unavailable()).containsKey(Signal.PROCESS_CPU);
  }

  @Test
  void takesDescriptorsFromTheKernelWhereItSaysThem() {
    var counted = new AtomicLong();
    var probe = new DescriptorsProbe(() -> 500, counted::incrementAndGet, () -> 2_000, () -> 0);

    assertThat(machine.read(probe).value(Signal.DESCRIPTORS)).hasValue(0.25);
    assertThat(counted).hasValue(0);
  }

  @Test
  void countsDescriptorsRarelyWhereTheKernelDoesNotSayThem() {
    var time = new AtomicLong();
    var counted = new AtomicLong();
    var probe =
        new DescriptorsProbe(
            () -> 0,
            () -> {
              counted.incrementAndGet();
              time.addAndGet(10_000_000);
              return 1_500;
            },
            () -> 2_000,
            time::get);

    assertThat(machine.read(probe).value(Signal.DESCRIPTORS)).hasValue(0.75);
    for (int second = 0; second < 20; second++) {
      machine.read(probe);
    }
    // 10 ms each, a thousand times as long apart.
    assertThat(counted).hasValue(3);
  }

  @Test
  void saysThatNobodyKnowsALimitOfDescriptors() {
    var probe = new DescriptorsProbe(() -> -1, () -> -1, () -> -1, () -> 0);
    machine.read(probe);

    assertThat(probe.unavailable()).containsKey(Signal.DESCRIPTORS);
  }

  @ParameterizedTest
  @CsvSource({"LITTLE", "BIG"})
  void readsTheTimeInSafepointsFromTheCounters(String order) throws IOException {
    ByteOrder endian = order.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Path file = folder.resolve("counters");
    var probe = new SafepointProbe(file, () -> 0);
    Files.write(file, counters(endian, 40_000_000, 1_000_000_000));
    assertThat(machine.read(probe).value(Signal.SAFEPOINT)).isEmpty();
    Files.write(file, counters(endian, 165_000_000, 1_000_000_000));

    assertThat(machine.read(probe).value(Signal.SAFEPOINT)).hasValue(125);
  }

  @Test
  void reportsThreadsThatWereHeldForAnotherReasonThanACollection() throws IOException {
    var collectedMs = new AtomicLong(70);
    var happenings = new ArrayList<Happening>();
    Path file = folder.resolve("counters");
    var probe = new SafepointProbe(file, collectedMs::get);
    probe.begin(happenings::add);
    Files.write(file, counters(ByteOrder.LITTLE_ENDIAN, 1_000, 1_000));
    machine.read(probe);
    collectedMs.set(970);
    Files.write(file, counters(ByteOrder.LITTLE_ENDIAN, 1_949, 1_000));
    assertThat(machine.read(probe).value(Signal.SAFEPOINT)).hasValue(949);
    assertThat(happenings).isEmpty();

    Files.write(file, counters(ByteOrder.LITTLE_ENDIAN, 2_249, 1_000));
    Instant at = machine.read(probe).at();

    assertThat(happenings)
        .containsExactly(
            new Happening(
                Happening.Kind.SAFEPOINT,
                at.minusMillis(300),
                300,
                "virtual machine",
                "",
                List.of()));
  }

  @Test
  void saysThatTheCountersAreDamagedWhereverTheyEnd() throws IOException {
    byte[] whole = counters(ByteOrder.LITTLE_ENDIAN, 5, 1_000);
    Path file = folder.resolve("counters");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      var probe = new SafepointProbe(file, () -> 0);
      machine.read(probe);
      assertThat(probe.unavailable().get(Signal.SAFEPOINT)).contains(file.toString());
    }
  }

  @Test
  void knowsTheCountersOfThisVirtualMachine() {
    SafepointProbe probe = SafepointProbe.ofThisProcess(Path.of("/"));
    machine.read(probe);
    System.gc();

    // A collection is a safepoint; without the counters the reason is said.
    if (probe.unavailable().isEmpty()) {
      assertThat(machine.read(probe).value(Signal.SAFEPOINT).orElseThrow()).isPositive();
    } else {
      assertThat(probe.unavailable().get(Signal.SAFEPOINT)).contains("PerfDisableSharedMem");
    }
  }

  /** Three counters as HotSpot writes them; the first is of no interest. */
  private static byte[] counters(ByteOrder order, long ticks, long frequency) {
    ByteBuffer file = ByteBuffer.allocate(32 + 3 * 64);
    file.putInt(0xcafec0c0).put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 0)).order(order);
    file.putInt(24, 32).putInt(28, 3);
    entry(file, 32, "sun.rt.safepoints", 3);
    entry(file, 96, "sun.rt.safepointTime", ticks);
    entry(file, 160, "sun.os.hrt.frequency", frequency);
    return file.array();
  }

  private static void entry(ByteBuffer file, int at, String name, long value) {
    file.putInt(at, 64).putInt(at + 4, 20).putInt(at + 16, 56).putLong(at + 56, value);
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i++) {
      file.put(at + 20 + i, bytes[i]);
    }
  }
}
