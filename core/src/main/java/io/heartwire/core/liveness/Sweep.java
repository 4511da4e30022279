package io.heartwire.core.liveness;

import java.util.Arrays;

/**
 * The look at all connections of a {@link LivenessTable}: one comparison for each that is well, a
 * visit to each that is not. NOT thread safe: part of its table.
 */
final class Sweep {
  /**
   * Verdicts in one sweep: more wait for the next, so that a mass death does not stall its loop.
   */
  static final int VERDICTS = 512;

  /** From so many suspects on, they are looked at in turns. */
  static final int MASS = 1_024;

  /** One suspect in so many has its turn in a sweep; a power of two. */
  static final int TURNS = 8;

  private static final byte ALIVE = LivenessState.ALIVE.code;
  private static final byte FREE = LivenessState.FREE.code;
  private static final byte SUSPECT = LivenessState.SUSPECT.code;
  private static final byte ACK_ONLY = LivenessState.ACK_ONLY.code;

  private final LivenessTable table;
  private final Slots slots;

  /** Whether the next run gives what is stamped with {@link #lateStamp} the time of its tick. */
  private boolean restamps;

  private int lateStamp;

  /** Counts sweeps; its lowest bits say whose turn it is. */
  private int sweeps;

  /** When each turn was last. */
  private final int[] turnAt = new int[TURNS];

  Sweep(LivenessTable table) {
    this.table = table;
    this.slots = table.slots;
  }

  void run(LivenessTable.Sink sink) {
    table.verdictsLeft = VERDICTS;
    table.budget.refill(
        table.now - table.before, table.suspects, table.policies.shortestProbeWindowMs());
    int limit = slots.limit();
    // A stamp that nobody has: no byte is of the future.
    int late = restamps ? lateStamp : table.now + 1;
    restamps = false;
    boolean inTurns = table.suspects >= MASS && !table.absence.chronic;
    int turn = sweeps++ & (TURNS - 1);
    int turnBefore = inTurns ? turnAt[turn] : table.before;
    if (inTurns) {
      turnAt[turn] = table.now;
    } else {
      Arrays.fill(turnAt, table.now);
    }
    for (int slot = 0; slot < limit; slot++) {
      byte state = slots.state[slot];
      if (slots.lastRx[slot] == late) {
        slots.lastRx[slot] = table.now - 1;
      }
      if (state == ALIVE && !table.absence.chronic) {
        CompiledPolicy policy = table.policyOf(slot);
        if (table.before - slots.lastRx[slot] >= policy.attentionMs) {
          visit(slot, sink);
        } else if (policy.hasDuties) {
          table.duties.visit(slot, policy, sink);
        }
      } else if (state != FREE) {
        boolean itsTurn = (slot & (TURNS - 1)) == turn;
        if (!inTurns || itsTurn || !canWait(slot, state)) {
          table.questions.lastLook = itsTurn ? turnBefore : table.before;
          visit(slot, sink);
        }
      }
    }
    table.held.release(sink);
  }

  /**
   * The tick was late: a byte with the last stamp may have come at the end of it. Not stamped with
   * this tick, or the next late one would take it for a byte of its own.
   */
  void restampOnTheWay(int last) {
    restamps = true;
    lateStamp = last;
  }

  /** What is stamped {@code from} may have come until {@code to}. */
  void restamp(int from, int to) {
    for (int slot = 0; slot < slots.limit(); slot++) {
      if (slots.lastRx[slot] == from) {
        slots.lastRx[slot] = to;
      }
    }
  }

  /** In a mass, suspects whose verdict is not near cost more than all that they are asked for. */
  private boolean canWait(int slot, byte state) {
    CompiledPolicy policy = table.policyOf(slot);
    int silence = table.silence(slot);
    return (state == SUSPECT && silence < policy.timeoutMs)
        || (state == ACK_ONLY && silence < policy.frozenMs);
  }

  private void visit(int slot, LivenessTable.Sink sink) {
    LivenessState state = slots.stateOf(slot);
    if (state == LivenessState.DEAD) {
      return;
    }
    CompiledPolicy policy = table.policyOf(slot);
    if (table.silence(slot) > CompiledPolicy.OLDEST_MS) {
      slots.lastRx[slot] = table.before - CompiledPolicy.OLDEST_MS;
    }
    if (frameOverdue(slot, policy)) {
      table.judge.endByRule(slot, DisconnectReason.FRAME_TIMEOUT, sink);
      return;
    }
    switch (state) {
      case ALIVE -> visitAlive(slot, policy, sink);
      case HELD -> table.held.visit(slot, sink);
      default -> table.judge.visit(slot, policy, sink);
    }
  }

  private boolean frameOverdue(int slot, CompiledPolicy policy) {
    return (slots.state[slot] & Slots.FRAME_OPEN) != 0
        && policy.frameMs != CompiledPolicy.NEVER
        && table.before - slots.frameSince[slot] >= policy.frameMs;
  }

  private void visitAlive(int slot, CompiledPolicy policy, LivenessTable.Sink sink) {
    boolean overdue = table.silence(slot) >= policy.suspectMs;
    if (overdue || table.judge.asksForChronicSilence(slot, policy)) {
      sink.act(slot, Action.INSPECT);
    } else if (policy.hasDuties) {
      table.duties.visit(slot, policy, sink);
    }
  }
}
