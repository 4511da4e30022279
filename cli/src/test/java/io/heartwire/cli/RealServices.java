package io.heartwire.cli;

import io.heartwire.gateway.Services;
import io.heartwire.gateway.dispatch.MessageHandler;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/** What {@code heartwire serve} gives a gateway that has no application. */
public final class RealServices {
  private RealServices() {}

  /** This machine's clocks and chance. */
  public static Services ofThisMachine() {
    return at(InstantSource.system());
  }

  /** The same, with another clock for people. */
  public static Services at(InstantSource wallClock) {
    return new Services(
        Optional.empty(), MessageHandler.NONE, System::nanoTime, wallClock, new SecureRandom());
  }
}
