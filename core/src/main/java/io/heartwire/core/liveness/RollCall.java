package io.heartwire.core.liveness;

import java.util.function.Consumer;

/**
 * Finds the connections of a {@link LivenessTable} that have been silent for so long that they are
 * shown as stale. Changes nothing. NOT thread safe: called on the owner loop.
 */
public final class RollCall {
  private RollCall() {}

  /** Names each of them; one comparison for each connection of the table. */
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
