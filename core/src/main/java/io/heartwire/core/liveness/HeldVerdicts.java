package io.heartwire.core.liveness;

import java.util.Arrays;

/**
 * The verdicts of one loop that the mass breaker or a policy holds, and their release: paced, in
 * random order, each checked once more. NOT thread safe: part of its table.
 */
final class HeldVerdicts {
  /** Cohorts that may not be released yet are passed over this often in a sweep. */
  private static final int REFUSALS = 16;

  private final LivenessTable table;
  private final Slots slots;
  private int[] seen = new int[16];
  private int seenCount;
  private int releasing = -1;
  private long byPolicies;

  HeldVerdicts(LivenessTable table) {
    this.table = table;
    this.slots = table.slots;
  }

  /** The verdict on {@code slot} is held from now on. */
  void hold(int slot, boolean frozen) {
    slots.enter(slot, LivenessState.HELD);
    slots.probeAt[slot] = table.now;
    if (frozen) {
      slots.set(slot, Slots.ACKED);
    }
  }

  /** The same, because its policy says so. */
  void holdByPolicy(int slot, boolean frozen) {
    byPolicies++;
    hold(slot, frozen);
  }

  /** How many were held because a policy says so. */
  long byPolicies() {
    return byPolicies;
  }

  /** A sweep comes to a held connection. */
  void visit(int slot, LivenessTable.Sink sink) {
    if (table.heardSinceAsked(slot)) {
      table.revive(slot);
      return;
    }
    if (table.questions.asksKernelNow(slot, table.before)) {
      sink.act(slot, Action.INSPECT);
    }
    if (slots.stateOf(slot) == LivenessState.HELD) {
      if (seenCount == seen.length) {
        seen = Arrays.copyOf(seen, seenCount * 2);
      }
      seen[seenCount++] = slot;
    }
  }

  /** What the kernel says of a held connection. */
  Action judge(int slot, CompiledPolicy policy, SocketSnapshot kernel) {
    if (table.judge.answered(slot, kernel)) {
      table.judge.believeAnswer(slot, kernel);
      return Action.NONE;
    }
    boolean acked = table.judge.acknowledged(slot, policy, kernel);
    if (acked && !slots.has(slot, Slots.ACKED)) {
      // The path is back. The client's own heartbeat still waits for its retransmission.
      slots.set(slot, Slots.ACKED);
      slots.probeAt[slot] = table.now;
      return Action.PROBE;
    }
    if (table.judge.unreachable(slot, kernel)) {
      slots.clear(slot, Slots.ACKED);
    }
    if (slot != releasing || table.judge.unreadExcuses(policy, kernel)) {
      return Action.NONE;
    }
    boolean acks = slots.has(slot, Slots.ACKED);
    return acks && table.before - slots.probeAt[slot] < patienceMs(policy)
        ? Action.NONE
        : table.judge.dead(
            slot, acks ? DisconnectReason.CLIENT_FROZEN : DisconnectReason.SILENT, kernel);
  }

  /** How long a client may still need after its host has answered. */
  private static int patienceMs(CompiledPolicy policy) {
    return policy.frozenMs - policy.timeoutMs;
  }

  /** Lets as many verdicts fall as the breaker allows now. */
  void release(LivenessTable.Sink sink) {
    int refusals = 0;
    while (seenCount > 0 && refusals < REFUSALS && table.verdictsLeft > 0) {
      int pick = table.random.nextInt(seenCount);
      int slot = seen[pick];
      seen[pick] = seen[--seenCount];
      LivenessTable.Peer peer = slots.peer[slot];
      if (slots.stateOf(slot) != LivenessState.HELD || peer == null) {
        continue;
      }
      if (table.policyOf(slot).held) {
        // Not the breaker's: it is lifted by another policy.
        continue;
      }
      if (slots.has(slot, Slots.ACKED)
          && table.before - slots.probeAt[slot] < patienceMs(table.policyOf(slot))) {
        // Has time left: no use in spending somebody's turn on it.
        continue;
      }
      if (table.breaker.mayRelease(peer.cohort(), table.nowNanos)) {
        releasing = slot;
        sink.act(slot, Action.INSPECT);
        releasing = -1;
      } else {
        refusals++;
      }
    }
    seenCount = 0;
  }
}
