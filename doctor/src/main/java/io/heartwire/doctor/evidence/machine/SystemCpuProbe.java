package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.nio.file.Path;

/** What all processors did, from {@code /proc/stat}. */
final class SystemCpuProbe extends MachineProbe {
  private static final int IDLE = 3;
  private static final int IOWAIT = 4;
  private static final int STEAL = 7;

  private final KernelFile stat;
  private final Counter all = new Counter();
  private final Counter idle = new Counter();
  private final Counter stolen = new Counter();

  SystemCpuProbe(Path root) {
    super(Signal.SYSTEM_CPU, Signal.STEAL);
    stat = new KernelFile(root, "/proc/stat", 4_096);
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    long[] ticks = stat.numbers(stat.after(stat.text(), "cpu "), STEAL + 1);
    long total = 0;
    // Guests' time, which follows, is counted in user time already.
    for (int i = 0; i <= STEAL; i++) {
      total += ticks[i];
    }
    double passed = all.grownTo(total);
    double idled = idle.grownTo(ticks[IDLE] + ticks[IOWAIT]);
    double stole = stolen.grownTo(ticks[STEAL]);
    if (passed > 0) {
      reading.set(Signal.SYSTEM_CPU, share(1 - idled / passed));
      reading.set(Signal.STEAL, share(stole / passed));
    }
  }

  /** Idle time is known to run backwards a little; a share does not. */
  private static double share(double value) {
    return Double.isNaN(value) ? value : Math.max(0, Math.min(1, value));
  }
}
