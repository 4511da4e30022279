package io.heartwire.core.liveness;

/**
 * When the kernel, and the peer a second time, are asked about a suspect of a {@link
 * LivenessTable}. NOT thread safe: part of its table.
 */
final class KernelQuestions {
  private static final int FIRST_MS = 250;
  private static final int EVERY_MS = 1_000;
  private static final int SELDOM_MS = 8_000;

  private final LivenessTable table;
  private final Slots slots;

  /** When the connection that is visited now was visited before; the sweep says. */
  int lastLook;

  KernelQuestions(LivenessTable table) {
    this.table = table;
    this.slots = table.slots;
  }

  /**
   * Once the probe has had time, and then once a second.
   *
   * @param before when the connection was looked at last
   */
  boolean asksKernelNow(int slot, int before) {
    return passes(slots.probeAt[slot] + firstMs(slot), before, EVERY_MS);
  }

  /*
   * Where the host acknowledges and nothing is in flight, only what we send from now on can change what the
   * kernel says: it is asked seldom, but a second after a probe had its time, and when the verdict would be due
   * without the acknowledgement.
   */
  boolean asksKernel(int slot, CompiledPolicy policy) {
    if (slots.stateOf(slot) != LivenessState.ACK_ONLY || slots.has(slot, Slots.IN_FLIGHT)) {
      return asksKernelNow(slot, lastLook);
    }
    int heardAt = slots.lastRx[slot];
    int answeredMs = firstMs(slot) + EVERY_MS;
    return passes(slots.probeAt[slot] + answeredMs, lastLook, SELDOM_MS)
        || passes(heardAt + askAgainMs(policy) + answeredMs, lastLook, SELDOM_MS)
        || passes(heardAt + policy.timeoutMs, lastLook, SELDOM_MS);
  }

  /** Half way between the suspicion and the verdict on a peer whose host acknowledges. */
  boolean asksTwice(int slot, CompiledPolicy policy) {
    return slots.stateOf(slot) == LivenessState.ACK_ONLY
        && !slots.has(slot, Slots.ASKED_TWICE)
        && table.silence(slot) >= askAgainMs(policy);
  }

  /** Real silence so long that our own stalls may excuse it no longer: looked at once a second. */
  boolean asksAfterOverload(int slot) {
    return passes(slots.lastRx[slot], table.before, EVERY_MS);
  }

  private static int askAgainMs(CompiledPolicy policy) {
    return policy.suspectMs + (policy.frozenMs - policy.suspectMs) / 2;
  }

  private int firstMs(int slot) {
    return Math.max(FIRST_MS, 2 * slots.rttMs[slot]);
  }

  /**
   * Since {@code before} the time {@code from} was reached, or another {@code everyMs} after it.
   */
  private boolean passes(int from, int before, int everyMs) {
    int since = table.now - from;
    return since >= 0 && since % everyMs < table.now - before;
  }
}
