package io.heartwire.cli.faults;

import java.time.Duration;

/**
 * One thing that goes wrong. A fault is prepared before the gateway starts, injected once all
 * clients are online and quiet, and undone after {@link #lasts}. Used by one thread.
 */
interface Fault {
  /** Its name on the command line and in results. */
  String name();

  /** What happens, in a few words for people. */
  String story();

  /** What the doctor ought to say. */
  Expectation expectation();

  /** How long it lasts until it is undone. */
  Duration lasts();

  /** Says what it needs of the gateway, the clients and the network; by default nothing special. */
  default void prepare(Preparation preparation) {}

  /** Lets it happen, and returns at once. */
  void inject(Scene scene);

  /** Ends it, as far as it does not end by itself; what was started ends with the scene. */
  default void undo(Scene scene) {}
}
