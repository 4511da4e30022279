package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/** The gateway is stopped and goes on; its kernel acknowledges meanwhile. */
final class PausedProcess implements Fault {
  @Override
  public String name() {
    return "process-paused";
  }

  @Override
  public String story() {
    return "SIGSTOP for 7 s";
  }

  @Override
  public Expectation expectation() {
    return Expectation.ofServer(Cause.PROCESS_PAUSED);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(7);
  }

  @Override
  public void inject(Scene scene) {
    scene.pause(scene.gateway().pid(), lasts());
  }
}
