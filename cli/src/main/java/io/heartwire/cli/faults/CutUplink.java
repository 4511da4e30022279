package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/** The path to everybody is cut. */
final class CutUplink implements Fault {
  @Override
  public String name() {
    return "all-networks-cut";
  }

  @Override
  public String story() {
    return "the router drops everything";
  }

  @Override
  public Expectation expectation() {
    return Expectation.outside(Cause.UPLINK);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(14);
  }

  @Override
  public void inject(Scene scene) {
    scene.net().cutAll();
  }

  @Override
  public void undo(Scene scene) {
    scene.net().heal();
  }
}
