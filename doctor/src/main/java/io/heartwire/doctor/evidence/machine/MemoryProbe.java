package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.nio.file.Path;

/**
 * The share of the memory that is available: of the machine's, or of our cgroup's limit (or one
 * above it), whichever is less. File cache that nobody used lately counts as available in both.
 */
final class MemoryProbe extends MachineProbe {
  private final Path root;
  private final KernelFile meminfo;
  private final Cgroup cgroup;

  MemoryProbe(Path root) {
    super(Signal.MEMORY_AVAILABLE);
    this.root = root;
    meminfo = new KernelFile(root, "/proc/meminfo", 4_096);
    cgroup = new Cgroup(root, "memory");
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    String text = meminfo.text();
    long total = kilobytes(text, "MemTotal:");
    long available = kilobytes(text, "MemAvailable:");
    if (total <= 0) {
      throw new NotHere(meminfo.path() + " says that there is no memory");
    }
    double share = (double) available / total;
    reading.set(Signal.MEMORY_AVAILABLE, Math.min(share, ofCgroups(total << 10)));
  }

  private long kilobytes(String text, String key) throws NotHere {
    return meminfo.number(meminfo.after(text, key).replace(" kB", ""));
  }

  /** The smallest share of those of our cgroups that have a limit; 1 if none has. */
  private double ofCgroups(long totalBytes) {
    double least = 1;
    try {
      Cgroup.Place place = cgroup.place();
      for (Path folder : place.folders()) {
        least = Math.min(least, share(folder, place.unified(), totalBytes));
      }
    } catch (NotHere noCgroup) {
      return least;
    }
    return least;
  }

  private double share(Path folder, boolean unified, long totalBytes) {
    try {
      KernelFile max = file(folder, unified ? "memory.max" : "memory.limit_in_bytes");
      String limitText = max.text().strip();
      long limit = limitText.equals("max") ? Long.MAX_VALUE : max.number(limitText);
      if (limit <= 0 || limit >= totalBytes) {
        return 1;
      }
      KernelFile current = file(folder, unified ? "memory.current" : "memory.usage_in_bytes");
      long used = current.number(current.text().strip());
      KernelFile stat = file(folder, "memory.stat");
      String key = unified ? "inactive_file " : "total_inactive_file ";
      long cache = stat.number(stat.after(stat.text(), key));
      return Math.max(0, Math.min(1, (double) (limit - Math.max(0, used - cache)) / limit));
    } catch (NotHere noLimit) {
      // The outermost cgroup has none of these files.
      return 1;
    }
  }

  private KernelFile file(Path folder, String name) {
    return new KernelFile(root, "/" + root.relativize(folder.resolve(name)), 8_192);
  }
}
