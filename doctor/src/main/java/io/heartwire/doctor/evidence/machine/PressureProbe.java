package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.nio.file.Path;

/**
 * Pressure stall information: how long some task had to wait for a resource. From the totals, since
 * the kernel's own averages lag by ten seconds.
 */
final class PressureProbe extends MachineProbe {
  private final Signal signal;
  private final KernelFile file;
  private final Counter stalledMicros = new Counter();
  private final Elapsed elapsed = new Elapsed();

  PressureProbe(Path root, String resource, Signal signal) {
    super(signal);
    this.signal = signal;
    file = new KernelFile(root, "/proc/pressure/" + resource, 1_024);
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    String line = file.after(file.text(), "some ");
    int at = line.indexOf("total=");
    if (at < 0) {
      throw new NotHere(file.path() + " has no total");
    }
    double micros = stalledMicros.grownTo(file.number(line.substring(at + "total=".length())));
    reading.set(signal, micros * 1_000 / elapsed.nanosUntil(reading));
  }
}
