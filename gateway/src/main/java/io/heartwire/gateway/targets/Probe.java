package io.heartwire.gateway.targets;

import java.io.IOException;
import java.net.InetAddress;

/** A way to ask a target whether it is there. Thread safe. */
@FunctionalInterface
interface Probe {
  /**
   * Asks once, within {@code deadline}.
   *
   * @throws CannotLookException if that is not possible here
   * @throws IOException if nobody answered; the message says what happened
   */
  Sighting ask(Target target, InetAddress host, Deadline deadline)
      throws IOException, InterruptedException;
}
