package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/** A release of the client software that stops beating. */
final class SilentRelease implements Fault {
  @Override
  public String name() {
    return "silent-release";
  }

  @Override
  public String story() {
    return "all clients of one version stop sending";
  }

  @Override
  public Expectation expectation() {
    return Expectation.outside(Cause.CLIENT_RELEASE).about("\\d\\.\\d\\.\\d");
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(14);
  }

  @Override
  public void prepare(Preparation preparation) {
    preparation.aVersionEach();
  }

  @Override
  public void inject(Scene scene) {
    scene.anyMember().send("silence");
  }
}
