package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long the quota of our cgroup, or of one above it, kept us from running; the worst of them.
 */
final class ThrottlingProbe extends MachineProbe {
  private record Quota(KernelFile stat, Counter throttled) {}

  private final Path root;
  private final Cgroup cgroup;
  private final Elapsed elapsed = new Elapsed();
  private List<Quota> quotas = List.of();
  private Cgroup.@Nullable Place place;

  ThrottlingProbe(Path root) {
    super(Signal.THROTTLED);
    this.root = root;
    cgroup = new Cgroup(root, "cpu");
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    Cgroup.Place now = cgroup.place();
    if (!now.equals(place)) {
      place = now;
      quotas = quotas(now);
    }
    String key = now.unified() ? "throttled_usec " : "throttled_time ";
    double worst = Double.NaN;
    NotHere problem = new NotHere("there is no quota that could be used up");
    boolean counted = false;
    for (Quota quota : quotas) {
      try {
        long value = quota.stat().number(quota.stat().after(quota.stat().text(), key));
        double grown = quota.throttled().grownTo(value);
        worst = Double.isNaN(worst) ? grown : Math.max(worst, grown);
        counted = true;
      } catch (NotHere e) {
        problem = e;
      }
    }
    if (!counted) {
      throw problem;
    }
    double nanos = worst * (now.unified() ? 1_000 : 1);
    reading.set(Signal.THROTTLED, nanos / elapsed.nanosUntil(reading));
  }

  private List<Quota> quotas(Cgroup.Place place) {
    var found = new ArrayList<Quota>();
    for (Path folder : place.folders()) {
      String name = "/" + root.relativize(folder.resolve("cpu.stat"));
      found.add(new Quota(new KernelFile(root, name, 4_096), new Counter()));
    }
    return found;
  }
}
