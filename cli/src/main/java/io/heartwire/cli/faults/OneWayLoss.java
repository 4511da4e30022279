package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/** What the server sends is lost; what clients send arrives. */
final class OneWayLoss implements Fault {
  @Override
  public String name() {
    return "one-way-loss";
  }

  @Override
  public String story() {
    return "the router drops what the server sends, and nothing else";
  }

  @Override
  public Expectation expectation() {
    return Expectation.outside(Cause.ONE_WAY_LOSS);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(14);
  }

  @Override
  public void inject(Scene scene) {
    scene.net().cutTowardsClients();
  }

  @Override
  public void undo(Scene scene) {
    scene.net().heal();
  }
}
