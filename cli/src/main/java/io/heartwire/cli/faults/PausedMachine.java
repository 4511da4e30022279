package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/**
 * What a paused virtual machine looks like from inside and outside: nobody runs, nothing is
 * acknowledged.
 */
final class PausedMachine implements Fault {
  @Override
  public String name() {
    return "vm-paused";
  }

  @Override
  public String story() {
    return "SIGSTOP for 7 s, and its link is dead for as long";
  }

  @Override
  public Expectation expectation() {
    return Expectation.ofServer(Cause.VM_PAUSED);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(7);
  }

  @Override
  public void inject(Scene scene) {
    scene.net().cutAll();
    scene.pause(scene.gateway().pid(), lasts());
  }

  @Override
  public void undo(Scene scene) {
    scene.net().heal();
  }
}
