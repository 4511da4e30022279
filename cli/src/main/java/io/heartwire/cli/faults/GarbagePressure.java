package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/** An application that keeps more than its heap is made for. */
final class GarbagePressure implements Fault {
  @Override
  public String name() {
    return "gc-pressure";
  }

  @Override
  public String story() {
    return "a cache fills a small heap, and the serial collector stops everything";
  }

  @Override
  public Expectation expectation() {
    return Expectation.ofServer(Cause.GC_PAUSE);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(8);
  }

  private static final int CACHE_MB = 380;

  @Override
  public void prepare(Preparation preparation) {
    preparation.memory("-XX:+UseSerialGC", "-Xms1100m", "-Xmx1100m", "-Xmn120m");
  }

  @Override
  public void inject(Scene scene) {
    for (int member = 0; member < Crowd.PROCESSES; member++) {
      scene.crowd().member(member).send("send 1 " + FaultyHandler.HUNGRY + " " + CACHE_MB);
    }
  }
}
