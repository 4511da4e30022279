package io.heartwire.core.liveness;

/** The liveness of all connections of one event loop. */
public final class LivenessTable {
  /** What the kernel said of {@code slot}: the next action. */
  public Action judge(int slot, SocketSnapshot kernel) {
    return Action.NONE;
  }

  /** The probe of {@code slot} was sent, or could not be. */
  public void probed(int slot, boolean sent, int baseRtoMs) {}
}
