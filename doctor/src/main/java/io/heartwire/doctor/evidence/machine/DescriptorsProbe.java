package io.heartwire.doctor.evidence.machine;

import com.sun.management.UnixOperatingSystemMXBean;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The share of the descriptors that is in use.
 *
 * <p>Linux from 6.2 on says their number as the size of {@code /proc/self/fd}. Elsewhere they have
 * to be counted one by one, so that is done rarely: see {@link Pace}.
 */
final class DescriptorsProbe extends MachineProbe {
  private static final int COST_FACTOR = 1_000;
  private static final long LEAST_NANOS = 5_000_000_000L;

  private final LongSupplier quick;
  private final LongSupplier counted;
  private final LongSupplier limit;
  private final LongSupplier cpuNanos;
  private final Pace pace = new Pace(LEAST_NANOS, COST_FACTOR);

  /**
   * A probe of three numbers, each of them 0 or less if it is not known.
   *
   * @param quick how many there are, for next to nothing
   * @param counted how many there are, with effort
   * @param limit how many there may be
   * @param cpuNanos the processor time of the calling thread so far
   */
  DescriptorsProbe(
      LongSupplier quick, LongSupplier counted, LongSupplier limit, LongSupplier cpuNanos) {
    super(Signal.DESCRIPTORS);
    this.quick = quick;
    this.counted = counted;
    this.limit = limit;
    this.cpuNanos = cpuNanos;
  }

  /** As kernel and virtual machine say. */
  static DescriptorsProbe ofThisProcess(Path root, LongSupplier cpuNanos) {
    Path folder = KernelFile.under(root, "/proc/self/fd");
    // Elsewhere a folder's size is that of its names.
    boolean isProc = root.equals(root.getRoot());
    LongSupplier quick = () -> isProc ? size(folder) : -1;
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? new DescriptorsProbe(
            quick, unix::getOpenFileDescriptorCount, unix::getMaxFileDescriptorCount, cpuNanos)
        : new DescriptorsProbe(quick, () -> -1, () -> -1, cpuNanos);
  }

  @Override
  public void lookClosely() {
    pace.hurry();
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    long most = limit.getAsLong();
    if (most <= 0) {
      throw new NotHere("this virtual machine knows no limit of descriptors");
    }
    long open = quick.getAsLong();
    if (open <= 0) {
      if (!pace.isDue(reading.atNanos())) {
        return;
      }
      long begin = cpuNanos.getAsLong();
      open = counted.getAsLong();
      pace.done(reading.atNanos(), cpuNanos.getAsLong() - begin);
    }
    if (open < 0) {
      throw new NotHere("this virtual machine does not count its descriptors");
    }
    reading.set(Signal.DESCRIPTORS, (double) open / most);
  }

  private static long size(Path folder) {
    try {
      return Files.size(folder);
    } catch (IOException e) {
      return -1;
    }
  }
}
