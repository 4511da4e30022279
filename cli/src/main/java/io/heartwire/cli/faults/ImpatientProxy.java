package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;

/** A proxy that closes idle connections sooner than clients beat. */
final class ImpatientProxy implements Fault {
  @Override
  public String name() {
    return "proxy-cuts-idle";
  }

  @Override
  public String story() {
    return "a TCP proxy closes what is idle for 7 s; clients beat every 10 s";
  }

  @Override
  public Expectation expectation() {
    return Expectation.outside(Cause.MIDDLEBOX_IDLE_TIMEOUT)
        .about(
            "(?<![\\d.,])(6\\.[89]\\d*|7(\\.[0-3]\\d*)?) ?s\\b|(?<![\\d.,])(6,?[89]|7,?[0-3])\\d\\d ?ms");
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(20);
  }

  private static final Duration LIMIT = Duration.ofSeconds(7);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  @Override
  public void prepare(Preparation preparation) {
    preparation.interval(INTERVAL);
    preparation.throughProxy();
  }

  @Override
  public void inject(Scene scene) {
    scene.limitIdle(LIMIT);
  }

  @Override
  public void undo(Scene scene) {
    scene.limitIdle(Duration.ZERO);
  }
}
