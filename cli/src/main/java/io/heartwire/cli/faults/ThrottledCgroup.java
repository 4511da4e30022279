package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.nio.file.Path;
import java.time.Duration;

/** The quota of the cgroup is far too small. */
final class ThrottledCgroup implements Fault {
  @Override
  public String name() {
    return "cgroup-throttled";
  }

  @Override
  public String story() {
    return "a cgroup (v1) lets it run 3 ms of every 100 ms";
  }

  @Override
  public Expectation expectation() {
    return Expectation.ofServer(Cause.CGROUP_THROTTLED);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(8);
  }

  private static final String QUOTA_MICROS = "3000";
  private static final String NO_QUOTA = "-1";

  private final CpuGroup group = new CpuGroup(Path.of("/sys/fs/cgroup/cpu"));

  @Override
  public void prepare(Preparation preparation) {
    group.create();
    preparation.atEnd(group::delete, "rmdir '" + group.path() + "'");
    // The shell moves itself and becomes the gateway.
    preparation.behind("sh", "-c", "echo $$ > " + group.members() + " && exec \"$@\"", "sh");
  }

  @Override
  public void inject(Scene scene) {
    group.quota(QUOTA_MICROS);
  }

  @Override
  public void undo(Scene scene) {
    group.quota(NO_QUOTA);
  }
}
