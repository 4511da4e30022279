package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.nio.file.Path;

/** Major page faults of this process, from {@code /proc/self/stat}. */
final class ProcessFaultsProbe extends MachineProbe {
  /** Where it stands behind the name, which may contain blanks and parentheses. */
  private static final int MAJFLT = 9;

  private final KernelFile stat;
  private final Counter faults = new Counter();

  ProcessFaultsProbe(Path root) {
    super(Signal.MAJOR_FAULTS);
    stat = new KernelFile(root, "/proc/self/stat", 1_024);
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    String text = stat.text();
    String[] words = text.substring(text.lastIndexOf(')') + 1).strip().split("\\s+", -1);
    if (words.length <= MAJFLT) {
      throw new NotHere(stat.path() + " ends before the page faults");
    }
    reading.set(Signal.MAJOR_FAULTS, faults.grownTo(stat.number(words[MAJFLT])));
  }
}
