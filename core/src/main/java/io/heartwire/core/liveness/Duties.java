package io.heartwire.core.liveness;

/**
 * What is due on a connection of a {@link LivenessTable} although nothing is suspicious: our own
 * pings, and the limits that are not silence. NOT thread safe: part of its table.
 */
final class Duties {
  private final LivenessTable table;
  private final Slots slots;

  Duties(LivenessTable table) {
    this.table = table;
    this.slots = table.slots;
  }

  /** A sweep comes to a living connection that has duties. */
  void visit(int slot, CompiledPolicy policy, LivenessTable.Sink sink) {
    int limit = Math.min(policy.idleMs, policy.loginMs);
    if (limit != CompiledPolicy.NEVER && table.before - slots.lastMessage[slot] >= limit) {
      boolean login = policy.loginMs != CompiledPolicy.NEVER;
      DisconnectReason reason = login ? DisconnectReason.LOGIN_TIMEOUT : DisconnectReason.IDLE;
      table.judge.endByRule(slot, reason, sink);
      return;
    }
    boolean due =
        switch (policy.policy.pingWhen()) {
          case NEVER -> false;
          case WRITE_IDLE, FIXED -> writeIdle(slot, policy);
          case READ_IDLE -> readIdle(slot, policy);
          case EITHER_IDLE -> writeIdle(slot, policy) || readIdle(slot, policy);
        };
    if (due) {
      ask(slot, sink);
    }
  }

  /**
   * A sweep comes to a connection that waits for a pong: it goes on speaking, for the wait may be
   * longer than its peer's timeout. No attempt of those that are counted.
   */
  void speakOn(int slot, CompiledPolicy policy, LivenessTable.Sink sink) {
    boolean pings = policy.policy.pingWhen() != LivenessPolicy.PingWhen.NEVER;
    if (pings && writeIdle(slot, policy)) {
      slots.lastTx[slot] = pingedAt(policy);
      sink.act(slot, Action.PING);
    }
  }

  /** Sends a ping now and, on a client, waits for any byte. */
  void ask(int slot, LivenessTable.Sink sink) {
    LivenessState state = slots.stateOf(slot);
    if (state == LivenessState.FREE || state == LivenessState.DEAD) {
      return;
    }
    CompiledPolicy policy = table.policyOf(slot);
    slots.lastTx[slot] = pingedAt(policy);
    if (!policy.judgesPongs) {
      sink.act(slot, Action.PING);
      return;
    }
    slots.flags[slot] = 0;
    slots.countProbe(slot);
    slots.probeAt[slot] = table.now;
    if (slots.lastRx[slot] == table.now) {
      // Read before we asked, within the same tick: no answer.
      slots.lastRx[slot]--;
    }
    slots.enter(slot, LivenessState.AWAITING);
    sink.act(slot, Action.PROBE);
  }

  /**
   * The time from which the first ping counts: clients that connect together do not ping together.
   */
  int firstPing(LivenessPolicy policy) {
    int interval = (int) policy.interval().toMillis();
    boolean pings = policy.pingWhen() != LivenessPolicy.PingWhen.NEVER;
    return pings ? table.now - table.random.nextInt(interval) : table.now;
  }

  /**
   * The time from which the next ping counts. Spread over 10 % of the interval, or connections that
   * are in step would stay in step for ever.
   */
  private int pingedAt(CompiledPolicy policy) {
    int spread = Math.max(1, policy.intervalMs / 10);
    boolean fixed = policy.policy.pingWhen() == LivenessPolicy.PingWhen.FIXED;
    int earlier = table.random.nextInt(spread);
    return fixed ? table.now - earlier + table.random.nextInt(spread) : table.now - earlier;
  }

  private boolean writeIdle(int slot, CompiledPolicy policy) {
    return table.now - slots.lastTx[slot] >= policy.intervalMs;
  }

  /** Once per interval of silence: a peer that does not answer is not asked on every sweep. */
  private boolean readIdle(int slot, CompiledPolicy policy) {
    int last = slots.lastRx[slot];
    if (table.now - last < policy.intervalMs) {
      // Nearly always, and two divisions for each slot would cost more than the rest of a sweep.
      return false;
    }
    return (table.now - last) / policy.intervalMs != (table.before - last) / policy.intervalMs;
  }
}
