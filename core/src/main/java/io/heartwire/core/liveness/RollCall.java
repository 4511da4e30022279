package io.heartwire.core.liveness;

import java.util.function.Consumer;

/**
 * Tells of the connections of a {@link LivenessTable}: those that have been silent for so long that
 * they are shown as stale, those that are suspected, or all. Changes nothing. NOT thread safe:
 * called on the owner loop.
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

  /** Is told of one connection after the other. */
  public interface Each {
    /** {@code peer} is in {@code state}, and has been silent for {@code silenceMs}. */
    void is(LivenessTable.Peer peer, LivenessState state, long silenceMs);
  }

  /**
   * Tells of the connections at {@code most} places from {@code from} on, so that a table of many
   * can be gone through in small steps. What comes or goes between two steps may be missed, and
   * nothing is told twice.
   *
   * @return where to go on; at the end, the table's {@linkplain LivenessTable#capacity capacity}
   */
  public static int all(LivenessTable table, int from, int most, Each each) {
    Slots slots = table.slots;
    int end = Math.min(slots.limit(), from + most);
    for (int slot = from; slot < end; slot++) {
      LivenessTable.Peer peer = slots.peer[slot];
      if (peer != null) {
        each.is(peer, slots.stateOf(slot), table.silenceMs(slot));
      }
    }
    return end;
  }
}
