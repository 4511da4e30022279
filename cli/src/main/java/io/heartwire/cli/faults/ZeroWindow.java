package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/** Clients that hardly read, and a server that goes on sending. */
final class ZeroWindow implements Fault {
  @Override
  public String name() {
    return "zero-window";
  }

  @Override
  public String story() {
    return "a quarter of the clients read 64 B a second of what is pushed to them";
  }

  @Override
  public Expectation expectation() {
    return Expectation.outside(Cause.SLOW_CONSUMERS);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(14);
  }

  @Override
  public void prepare(Preparation preparation) {
    preparation.net().smallBuffers();
    preparation.set("listeners.tcp.outbound-max=128KiB");
  }

  @Override
  public void inject(Scene scene) {
    var member = scene.anyMember();
    member.send("sip");
    member.send("all " + FaultyHandler.SUBSCRIBE + " 0");
  }
}
