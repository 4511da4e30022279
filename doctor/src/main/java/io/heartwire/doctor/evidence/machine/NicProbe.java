package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Errors and drops of all network interfaces but the loopback, from {@code /proc/net/dev}. An
 * interface counts from the second reading on in which it is there.
 */
final class NicProbe extends MachineProbe {
  private static final int[] COLUMNS = {2, 3, 10, 11};

  private final KernelFile dev;
  private Map<String, Counter> interfaces = new HashMap<>();

  NicProbe(Path root) {
    super(Signal.NIC_ERRORS);
    // More interfaces than fit, some 500, are those of containers.
    dev = new KernelFile(root, "/proc/net/dev", 65_536);
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    String text = dev.text();
    var present = new HashMap<String, Counter>();
    double sum = 0;
    boolean compared = false;
    // The last piece may have been cut off in its middle.
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1)) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).strip();
      if (colon < 0 || name.equals("lo")) {
        continue;
      }
      long[] numbers = dev.numbers(line.substring(colon + 1), 12);
      long bad = 0;
      for (int column : COLUMNS) {
        bad += numbers[column];
      }
      Counter counter = interfaces.getOrDefault(name, new Counter());
      double grown = counter.grownTo(bad);
      present.put(name, counter);
      if (!Double.isNaN(grown)) {
        sum += grown;
        compared = true;
      }
    }
    interfaces = present;
    if (present.isEmpty()) {
      throw new NotHere(dev.path() + " names no network interface but the loopback");
    }
    reading.set(Signal.NIC_ERRORS, compared ? sum : Double.NaN);
  }
}
