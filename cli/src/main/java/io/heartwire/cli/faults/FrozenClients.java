package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/** Client processes stop; their kernels go on acknowledging. */
final class FrozenClients implements Fault {
  @Override
  public String name() {
    return "clients-frozen";
  }

  @Override
  public String story() {
    return "SIGSTOP of two of the client processes";
  }

  @Override
  public Expectation expectation() {
    return Expectation.outside(Cause.CLIENTS_FROZEN);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(14);
  }

  @Override
  public void inject(Scene scene) {
    int first = scene.random().nextInt(Crowd.PROCESSES);
    for (int i = 0; i < Crowd.PROCESSES / 2; i++) {
      scene.pause(scene.crowd().member((first + i) % Crowd.PROCESSES).pid(), lasts());
    }
  }
}
