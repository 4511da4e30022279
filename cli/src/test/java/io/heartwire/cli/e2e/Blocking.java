package io.heartwire.cli.e2e;

import java.time.Duration;

/** What no handler should do, done on purpose: holds the thread it is called on. */
final class Blocking {
  /** The type of the message whose text says for how many milliseconds. */
  static final String MESSAGE_TYPE = "block";

  /** The setting that lets handlers hold event loops. */
  static final String INLINE = "dispatch.default=inline";

  private Blocking() {}

  static void hold(String milliseconds) {
    Await.elapse(Duration.ofMillis(Long.parseLong(milliseconds)));
  }
}
