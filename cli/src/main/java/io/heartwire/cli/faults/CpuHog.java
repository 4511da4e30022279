package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/** Other processes of the machine take the processors. */
final class CpuHog implements Fault {
  @Override
  public String name() {
    return "cpu-hog";
  }

  @Override
  public String story() {
    return "16 busy processes beside a gateway that is nice";
  }

  @Override
  public Expectation expectation() {
    return Expectation.ofServer(Cause.CPU_STARVATION);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(9);
  }

  private static final int HOGS = 16;
  private static final int LIMIT_SECONDS = 12;

  @Override
  public void prepare(Preparation preparation) {
    preparation.behind("nice", "-n", "15");
    preparation.favourClients();
  }

  @Override
  public void inject(Scene scene) {
    scene.hog(HOGS, LIMIT_SECONDS);
  }

  @Override
  public void undo(Scene scene) {
    scene.endHogs();
  }
}
