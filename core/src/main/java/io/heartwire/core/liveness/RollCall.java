package io.heartwire.core.liveness;

import java.util.function.Consumer;

/**
 * Finds the connections of a {@link LivenessTable} that have been silent for so long that they are
 * shown as stale, or are suspected. Changes nothing. NOT thread safe: called on the owner loop.
 */
public final class RollCall {
  private RollCall() {}

  /** Names the first {@code most} that have been asked and have not answered. */
  public static void suspects(LivenessTable table, int most, Consumer<LivenessTable.Peer> each) {
    Slots slots = table.slots;
    int found = 0;
    for (int slot = 0; slot < slots.limit() && found < most; slot++) {
      LivenessTable.Peer peer = slots.peer[slot];
      if (peer != null && isSuspected(table.state(slot))) {
        each.accept(peer);
        found++;
      }
    }
  }

  private static boolean isSuspected(LivenessState state) {
    return state == LivenessState.SUSPECT
        || state == LivenessState.ACK_ONLY
        || state == LivenessState.HELD;
  }

  /** Names each of those that are stale; one comparison for each connection of the table. */
  public static void stale(LivenessTable table, Consumer<LivenessTable.Peer> each) {
    Slots slots = table.slots;
    for (int slot = 0; slot < slots.limit(); slot++) {
      LivenessTable.Peer peer = slots.peer[slot];
      if (peer != null && table.silenceMs(slot) >= table.policyOf(slot).staleMs) {
        each.accept(peer);
      }
    }
  }
}
