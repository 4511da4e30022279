package io.heartwire.doctor.evidence.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.doctor.evidence.Probe;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {
  /** All files that are read, as this machine or another had them. */
  private static final Map<String, String> FILES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("/proc/stat", "cpu  1 2 3 4 5 6 7 8 9 10\n"),
              Map.entry("/proc/self/stat", "7 (java) S 1 7 7 0 -1 4194304 100 5 4 0 10 5\n"),
              Map.entry("/proc/self/cgroup", "2:cpu:/gw\n0::/\n"),
              Map.entry(
                  "/proc/self/mountinfo",
                  "33 31 0:30 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"),
              Map.entry("/sys/fs/cgroup/cpu/gw/cpu.stat", "throttled_time 5\n"),
              Map.entry("/proc/pressure/cpu", "some avg10=0.00 total=5\n"),
              Map.entry("/proc/pressure/memory", "some avg10=0.00 total=5\n"),
              Map.entry("/proc/pressure/io", "some avg10=0.00 total=5\n"),
              Map.entry("/proc/meminfo", "MemTotal: 100 kB\nMemAvailable: 50 kB\n"),
              Map.entry("/proc/net/dev", "a|b\na|b\n eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13\n"),
              Map.entry("/proc/net/netstat", "TcpExt: ListenDrops TW\nTcpExt: 1 2\n"),
              Map.entry("/proc/net/snmp", "Tcp: RetransSegs EstabResets\nTcp: 1 2\n"),
              Map.entry("/proc/net/sockstat", "TCP: inuse 1 mem 288\n"),
              Map.entry("/proc/sys/net/ipv4/tcp_mem", "1\t2\t300\n"),
              Map.entry("/proc/sys/net/netfilter/nf_conntrack_count", "5\n"),
              Map.entry("/proc/sys/net/netfilter/nf_conntrack_max", "50\n"),
              Map.entry(
                  "/proc/net/tcp",
                  "  sl  local_address rem_address\n"
                      + "   0: 00000000:1CE8 00000000:0000 0A 00000000:00000007 0\n"),
              Map.entry("/proc/net/tcp6", "  sl  local_address\n")));

  @TempDir private Path folder;

  @Test
  void measuresEverySignalOfProcessMachineAndTcpOnce() {
    var measured = EnumSet.noneOf(Signal.class);
    for (Probe probe : probes(folder)) {
      assertThat(probe.signals()).isNotEmpty().allMatch(measured::add);
    }

    // The collector itself, and the gateway, measure the rest.
    var others = EnumSet.range(Signal.LOOP_LAG, Signal.UNWRITABLE);
    others.addAll(EnumSet.of(Signal.WATCHDOG_LATE, Signal.WATCHDOG_LOST));
    assertThat(measured).isEqualTo(EnumSet.complementOf(others));
  }

  @Test
  void saysWhyForEverythingThatIsMissingOnAnotherSystem() {
    Map<Signal, String> unavailable = afterTwoReadings(probes(folder));

    for (Signal signal : EnumSet.range(Signal.MAJOR_FAULTS, Signal.ACCEPT_QUEUE)) {
      if (signal != Signal.CLOCK_STEP) {
        assertThat(unavailable).containsKey(signal);
        assertThat(unavailable.get(signal)).contains(folder.toString()).contains("does not exist");
      }
    }
    assertThat(unavailable)
        .doesNotContainKeys(
            Signal.CLOCK_STEP, Signal.PROCESS_CPU, Signal.GC_PAUSE, Signal.DESCRIPTORS);
  }

  @Test
  void measuresEverythingOfARecordedMachine() {
    var machine = new Recorded(folder);
    FILES.forEach(machine::file);

    assertThat(afterTwoReadings(probes(folder)))
        .containsOnlyKeys(
            Signal.SAFEPOINT,
            Signal.LISTEN_OVERFLOWS,
            Signal.BACKLOG_DROPS,
            Signal.RECEIVE_QUEUE_DROPS,
            Signal.ZERO_WINDOW_DROPS,
            Signal.TCP_TIMEOUTS);
  }

  @Test
  void findsOnThisMachineWhatItsKernelTells() {
    Map<Signal, String> unavailable = afterTwoReadings(probes(Path.of("/")));

    if (Files.exists(Path.of("/proc/net/netstat"))) {
      assertThat(unavailable)
          .doesNotContainKeys(
              Signal.SYSTEM_CPU,
              Signal.MAJOR_FAULTS,
              Signal.MEMORY_AVAILABLE,
              Signal.LISTEN_OVERFLOWS,
              Signal.RETRANSMITS,
              Signal.ACCEPT_QUEUE,
              Signal.ESTABLISHED);
    }
    assertThat(unavailable.values()).allMatch(why -> !why.isBlank());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 17, 40})
  void survivesFilesThatEndTooEarly(int bytes) {
    var machine = new Recorded(folder);
    FILES.forEach(
        (name, text) -> machine.file(name, text.substring(0, Math.min(bytes, text.length()))));

    assertThat(afterTwoReadings(probes(folder))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void survivesFilesFullOfAnything(long seed) {
    var random = new Random(seed);
    var machine = new Recorded(folder);
    FILES.forEach(
        (name, text) -> {
          var spoilt = new StringBuilder(text);
          for (int i = 0; i < 6; i++) {
            spoilt.setCharAt(
                random.nextInt(spoilt.length()), "\n\0 :-9zé".charAt(random.nextInt(8)));
          }
          machine.file(name, spoilt.toString());
        });

    for (Probe probe : probes(folder)) {
      Reading reading = afterTwoReadings(probe);
      for (Signal signal : probe.signals()) {
        reading.value(signal).ifPresent(it -> assertThat(it).as(signal.word()).isFinite());
      }
    }
  }

  @Test
  void readsNoFurtherThanItsBoundIntoFilesWithoutEnd() throws IOException {
    var machine = new Recorded(folder);
    FILES.forEach(machine::file);
    for (String name : FILES.keySet()) {
      Path file = KernelFile.under(folder, name);
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        // Sparse: four gigabytes of zeros that take no room.
        channel.write(ByteBuffer.wrap(new byte[] {'\n'}), 4L << 30);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Map<Signal, String> unavailable = afterTwoReadings(probes(folder));

    assertThat(unavailable).containsKey(Signal.ESTABLISHED).doesNotContainKey(Signal.SYSTEM_CPU);
  }

  private static List<Probe> probes(Path root) {
    return Evidence.linuxAndJvm(root, () -> Set.of(7400), System::nanoTime, InstantSource.system());
  }

  private static Map<Signal, String> afterTwoReadings(List<Probe> probes) {
    var unavailable = new EnumMap<Signal, String>(Signal.class);
    for (Probe probe : probes) {
      Reading reading = afterTwoReadings(probe);
      for (Signal signal : probe.unavailable().keySet()) {
        assertThat(reading.value(signal)).as(signal.word()).isEmpty();
      }
      unavailable.putAll(probe.unavailable());
    }
    return unavailable;
  }

  private static Reading afterTwoReadings(Probe probe) {
    probe.read(Reading.at(Instant.EPOCH, 0));
    Reading.Builder second = Reading.at(Instant.EPOCH.plusSeconds(1), 1_000_000_000);
    probe.read(second);
    return second.build();
  }
}
