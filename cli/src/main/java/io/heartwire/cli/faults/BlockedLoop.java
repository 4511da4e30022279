package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/** An authenticator that blocks: what holds the event loop is no handler of messages. */
final class BlockedLoop implements Fault {
  @Override
  public String name() {
    return "blocked-loop";
  }

  @Override
  public String story() {
    return "an authenticator asks a directory on the event loop and waits for 6 to 8 s";
  }

  @Override
  public Expectation expectation() {
    return Expectation.ofServer(Cause.LOOP_BLOCKED);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(8);
  }

  @Override
  public void inject(Scene scene) {
    int ms = 6_000 + scene.random().nextInt(2_000);
    scene.anyMember().send("login " + FaultyAuthenticator.SLOW + ms);
  }
}
