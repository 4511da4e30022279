package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/** Client processes are killed. */
final class EndedClients implements Fault {
  @Override
  public String name() {
    return "clients-killed";
  }

  @Override
  public String story() {
    return "SIGKILL of two of the client processes";
  }

  @Override
  public Expectation expectation() {
    return Expectation.outside(Cause.CLIENTS_ENDED);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(6);
  }

  @Override
  public void inject(Scene scene) {
    int first = scene.random().nextInt(Crowd.PROCESSES);
    for (int i = 0; i < Crowd.PROCESSES / 2; i++) {
      Scene.signal("KILL", scene.crowd().member((first + i) % Crowd.PROCESSES).pid());
    }
  }
}
