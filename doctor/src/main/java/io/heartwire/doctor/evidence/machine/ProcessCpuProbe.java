package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** How many processors this process kept busy; the virtual machine knows. */
final class ProcessCpuProbe extends MachineProbe {
  private final LongSupplier cpuNanos;
  private final Counter used = new Counter();
  private final Elapsed elapsed = new Elapsed();

  /** A probe of {@code cpuNanos}, the processor time used so far; negative: not known. */
  ProcessCpuProbe(LongSupplier cpuNanos) {
    super(Signal.PROCESS_CPU);
    this.cpuNanos = cpuNanos;
  }

  /** As this virtual machine says. */
  static ProcessCpuProbe ofThisProcess() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? new ProcessCpuProbe(system::getProcessCpuTime)
        : new ProcessCpuProbe(() -> -1);
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    long nanos = cpuNanos.getAsLong();
    if (nanos < 0) {
      throw new NotHere("this virtual machine does not say how much processor time it has used");
    }
    reading.set(Signal.PROCESS_CPU, used.grownTo(nanos) / elapsed.nanosUntil(reading));
  }
}
