package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/**
 * A handler that runs on the event loop is quick, but not quick enough for how often it is called.
 */
final class HotHandler implements Fault {
  @Override
  public String name() {
    return "hot-handler";
  }

  @Override
  public String story() {
    return "600 messages a second whose inline handler waits for 5 ms each";
  }

  @Override
  public Expectation expectation() {
    return Expectation.ofServer(Cause.HOT_HANDLER).about("position");
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(8);
  }

  /**
   * Half as many again as two loops can: late by four seconds in the end, so that nobody gives up.
   */
  private static final int MESSAGES_A_SECOND = 600;

  @Override
  public void prepare(Preparation preparation) {
    preparation.set("dispatch.types.position.model=inline");
  }

  @Override
  public void inject(Scene scene) {
    int each = MESSAGES_A_SECOND / Crowd.PROCESSES;
    scene.crowd().tell("rate " + each + " " + FaultyHandler.HOT + " 5");
  }

  @Override
  public void undo(Scene scene) {
    scene.crowd().tell("rate 0 " + FaultyHandler.HOT + " 5");
  }
}
