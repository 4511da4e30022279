package io.heartwire.gateway.targets;

import java.io.IOException;

/** An observer could not look: no evidence of anything. The message is one sentence for people. */
public final class CannotLookException extends IOException {
  private static final long serialVersionUID = 1;

  /** Because of {@code why}. */
  public CannotLookException(String why) {
    super(why);
  }
}
