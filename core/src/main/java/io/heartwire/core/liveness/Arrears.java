package io.heartwire.core.liveness;

/**
 * What was excused as our own absence and is held against a peer of a {@link LivenessTable} after
 * all. NOT thread safe: part of its table.
 */
final class Arrears {
  private final LivenessTable table;
  private final Slots slots;

  Arrears(LivenessTable table) {
    this.table = table;
    this.slots = table.slots;
  }

  /**
   * What had arrived is heard now: whoever is held to its keep alive to the letter was silent for
   * as long as we were away.
   */
  void passCompleted() {
    int silentMs = table.absence.takeUncharged();
    if (silentMs == 0 || !table.policies.anyStrict()) {
      return;
    }
    for (int slot = 0; slot < slots.limit(); slot++) {
      if (isStrict(slot)) {
        charge(slot, silentMs);
      }
    }
  }

  /** Only the process stood still: nobody who was silent then is excused. */
  void stallSeenThrough() {
    int silentMs = table.absence.unexcuse();
    for (int slot = 0; slot < slots.limit(); slot++) {
      if (!isStrict(slot)) {
        charge(slot, silentMs);
      }
    }
  }

  private boolean isStrict(int slot) {
    return slots.stateOf(slot) != LivenessState.FREE && table.policyOf(slot).strict;
  }

  private void charge(int slot, int silentMs) {
    if (!table.absence.beforeNewest(slots.lastRx[slot])) {
      return;
    }
    slots.lastRx[slot] -= silentMs;
    if (slots.suspected(slot) && table.absence.beforeNewest(slots.probeAt[slot])) {
      slots.probeAt[slot] -= silentMs;
    }
  }
}
