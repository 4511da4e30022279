package io.heartwire.doctor.evidence.machine;

import io.heartwire.core.time.NanoClock;
import io.heartwire.doctor.evidence.Probe;
import io.heartwire.doctor.evidence.Signal;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The probes of a machine and its virtual machine. What is not there says so and costs nothing. */
public final class Evidence {
  private Evidence() {}

  /**
   * Probes of the machine and the virtual machine that we run on, for one {@code
   * EvidenceCollector}.
   *
   * @param ports our listeners' ports, asked once a second
   * @param clock the collector's clock
   * @param wall the wall clock
   */
  public static List<Probe> linuxAndJvm(
      Supplier<Set<Integer>> ports, NanoClock clock, InstantSource wall) {
    return linuxAndJvm(Path.of("/"), ports, clock, wall);
  }

  /** The same, with the kernel's files below {@code root}, such as a recorded tree. */
  public static List<Probe> linuxAndJvm(
      Path root, Supplier<Set<Integer>> ports, NanoClock clock, InstantSource wall) {
    LongSupplier cpuNanos = cpuNanos(clock);
    return List.of(
        new ClockProbe(clock, wall),
        ProcessCpuProbe.ofThisProcess(),
        new CollectionsProbe(wall, CollectionsProbe.PAUSE_MS),
        SafepointProbe.ofThisProcess(root),
        DescriptorsProbe.ofThisProcess(root, cpuNanos),
        new ProcessFaultsProbe(root),
        new SystemCpuProbe(root),
        new ThrottlingProbe(root),
        new PressureProbe(root, "cpu", Signal.CPU_PRESSURE),
        new PressureProbe(root, "memory", Signal.MEMORY_PRESSURE),
        new PressureProbe(root, "io", Signal.IO_PRESSURE),
        new MemoryProbe(root),
        new NicProbe(root),
        FillProbe.conntrack(root),
        FillProbe.tcpMemory(root),
        NetCountersProbe.netstat(root),
        NetCountersProbe.snmp(root),
        new SocketsProbe(root, ports, cpuNanos));
  }

  /** What a thread has cost so far; where that is not known, what time it is. */
  private static LongSupplier cpuNanos(NanoClock clock) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()
        ? threads::getCurrentThreadCpuTime
        : clock::nanoTime;
  }
}
