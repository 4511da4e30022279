package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/**
 * Connection tracking that forgets silently, and then drops what it does not know. It hurts those
 * that are idle: half of the clients have something to say more often, as in life. Were all of them
 * forgotten in the same seconds, nobody on our side could tell it from a cut line before the first
 * one has come anew.
 */
final class ForgetfulNat implements Fault {
  @Override
  public String name() {
    return "nat-forgets";
  }

  @Override
  public String story() {
    return "the router forgets connections that are idle for 7 s; half of the clients are for 10 s";
  }

  @Override
  public Expectation expectation() {
    return Expectation.outside(Cause.MIDDLEBOX_IDLE_TIMEOUT);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(22);
  }

  private static final int LIMIT_SECONDS = 7;
  private static final int LONG_SECONDS = 3_600;
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration BUSY_EVERY = Duration.ofSeconds(4);

  @Override
  public void prepare(Preparation preparation) {
    preparation.interval(INTERVAL);
    preparation.net().trackConnections();
  }

  @Override
  public void inject(Scene scene) {
    scene.crowd().keepHalfBusy(BUSY_EVERY);
    scene.net().forgetAfter(LIMIT_SECONDS);
  }

  @Override
  public void undo(Scene scene) {
    scene.crowd().keepQuiet();
    scene.net().forgetAfter(LONG_SECONDS);
    scene.net().heal();
  }
}
