package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/** A handler that runs on the event loop waits for something slow, once. */
final class SlowHandler implements Fault {
  @Override
  public String name() {
    return "slow-handler";
  }

  @Override
  public String story() {
    return "one inline handler waits for 6 to 8 s";
  }

  @Override
  public Expectation expectation() {
    return Expectation.ofServer(Cause.SLOW_HANDLER).about("report\\.upload");
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(8);
  }

  @Override
  public void prepare(Preparation preparation) {
    preparation.set("dispatch.types.report.upload.model=inline");
  }

  @Override
  public void inject(Scene scene) {
    int ms = 6_000 + scene.random().nextInt(2_000);
    scene.anyMember().send("send 1 " + FaultyHandler.SLOW + " " + ms);
  }
}
