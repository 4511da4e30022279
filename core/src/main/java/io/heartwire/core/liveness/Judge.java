package io.heartwire.core.liveness;

import io.heartwire.core.liveness.SocketSnapshot.TcpState;
import java.util.Optional;

/**
 * Judges one connection of a {@link LivenessTable}: from suspicion, through what the kernel says,
 * to the verdict. NOT thread safe: part of its table.
 */
final class Judge {
  /** A connection counts as unanswered, for the breaker, after this long at the latest. */
  private static final int COUNTED_AFTER_MS = 2_000;

  /** An acknowledgement younger than this shows that the path to us is open. */
  private static final int FRESH_ACK_MS = 1_000;

  private static final int FIRST_ASK_MS = 250;
  private static final int ASK_EVERY_MS = 1_000;
  private static final int PONG_WAIT_MIN_MS = 3_000;
  private static final int PONG_WAIT_MAX_MS = 8_000;
  private static final int PINGS = 3;

  /** Bytes that make progress excuse a missing pong for no longer than this. */
  private static final int PROGRESS_EXCUSES_MS = 60_000;

  private final LivenessTable table;
  private final Slots slots;

  Judge(LivenessTable table) {
    this.table = table;
    this.slots = table.slots;
  }

  /** A sweep comes to a connection that has been asked and has not answered yet. */
  void visit(int slot, CompiledPolicy policy, LivenessTable.Sink sink) {
    if (table.heardSinceAsked(slot)) {
      table.revive(slot);
      return;
    }
    if (slots.stateOf(slot) == LivenessState.AWAITING) {
      if (table.before - slots.probeAt[slot] >= pongWaitMs(slot)) {
        sink.act(slot, Action.INSPECT);
      }
      return;
    }
    if (slots.has(slot, Slots.UNPROBED)) {
      if (table.takeProbe()) {
        slots.clear(slot, Slots.UNPROBED);
        slots.probeAt[slot] = table.now;
        sink.act(slot, Action.PROBE);
      }
      return;
    }
    count(slot, policy);
    if (asksTwice(slot, policy)) {
      slots.set(slot, Slots.ASKED_TWICE);
      sink.act(slot, Action.PROBE);
    }
    if (asksKernelNow(slot) || due(slot, policy)) {
      sink.act(slot, Action.INSPECT);
    }
  }

  /** What follows from the kernel's answer. */
  Action judge(int slot, SocketSnapshot kernel) {
    LivenessState state = slots.stateOf(slot);
    if (state == LivenessState.FREE || state == LivenessState.DEAD) {
      return Action.NONE;
    }
    CompiledPolicy policy = table.policyOf(slot);
    if (kernel.available()) {
      if (kernel.state() == TcpState.CLOSED) {
        return dead(slot, DisconnectReason.RESET, kernel);
      }
      if (kernel.state() == TcpState.CLOSE_WAIT && kernel.unreadBytes() == 0) {
        return dead(slot, DisconnectReason.FIN, kernel);
      }
    }
    if (chronicallySilent(slot, policy) && confirmsChronic(policy, kernel)) {
      return dead(slot, DisconnectReason.SILENT, kernel);
    }
    return switch (state) {
      case ALIVE -> alive(slot, policy, kernel);
      case AWAITING -> awaiting(slot, policy, kernel);
      case SUSPECT, ACK_ONLY -> suspected(slot, policy, kernel);
      default -> table.held.judge(slot, policy, kernel);
    };
  }

  /** Real silence so long that our own stalls excuse it no longer: chronic overload. */
  boolean chronicallySilent(int slot, CompiledPolicy policy) {
    if (!table.chronic || policy.suspectMs == CompiledPolicy.NEVER) {
      return false;
    }
    long excused = table.stalls.excusedSince(slots.lastRx[slot], table.now);
    return table.silence(slot) + excused >= policy.timeoutMs + LivenessTable.CHRONIC_MS;
  }

  /** Ends a connection by a rule that is not silence, unless its bytes may lie unread. */
  void endByRule(int slot, DisconnectReason reason, LivenessTable.Sink sink) {
    if (!table.barrier && table.verdictsLeft > 0) {
      sink.act(slot, dead(slot, reason, SocketSnapshot.NONE));
    }
  }

  /** The verdict. */
  Action dead(int slot, DisconnectReason reason, SocketSnapshot kernel) {
    boolean held = slots.stateOf(slot) == LivenessState.HELD;
    Optional<String> incident = held ? table.breaker.latestIncident() : Optional.empty();
    CompiledPolicy policy = table.policyOf(slot);
    int silence = table.silence(slot);
    long excused = table.stalls.excusedSince(slots.lastRx[slot], table.now);
    Disconnect disconnect =
        new Disconnect(
            reason,
            detail(reason, policy, slots.has(slot, Slots.ONE_WAY)),
            silence,
            excused,
            slots.probes(slot),
            kernel,
            incident);
    table.clearSuspicion(slot);
    slots.enter(slot, LivenessState.DEAD);
    table.verdictFell();
    return new Action.Dead(disconnect);
  }

  /** The peer's host has everything that we sent, and said so after we asked. */
  boolean acknowledged(int slot, CompiledPolicy policy, SocketSnapshot kernel) {
    return kernel.available()
        && policy.policy.trustAcks()
        && kernel.unackedSegments() == 0
        && kernel.notSentBytes() == 0
        && kernel.lastAckMs() <= realSinceAsked(slot);
  }

  /** Data has arrived since we asked, read or not. */
  boolean answered(int slot, SocketSnapshot kernel) {
    return kernel.available() && kernel.lastDataMs() < realSinceAsked(slot);
  }

  /** Takes the kernel's word for when the last byte came. */
  void believe(int slot, SocketSnapshot kernel) {
    int heardAt = table.now - (int) Math.min(Integer.MAX_VALUE / 2, kernel.lastDataMs());
    if (heardAt - slots.lastRx[slot] > 0) {
      slots.lastRx[slot] = heardAt;
    }
    if (kernel.unreadBytes() > 0) {
      table.lateRead();
    }
    table.revive(slot);
  }

  boolean asksKernelNow(int slot) {
    int first = Math.max(FIRST_ASK_MS, 2 * slots.rttMs[slot]);
    int sinceNow = table.now - slots.probeAt[slot] - first;
    int sinceBefore = table.before - slots.probeAt[slot] - first;
    return sinceNow >= 0
        && Math.floorDiv(sinceNow, ASK_EVERY_MS) != Math.floorDiv(sinceBefore, ASK_EVERY_MS);
  }

  /** Reads are suspended, or we are behind: bytes that wait are life, but not for ever. */
  boolean unreadExcuses(CompiledPolicy policy, SocketSnapshot kernel) {
    return kernel.unreadBytes() > 0
        && kernel.lastDataMs() < policy.timeoutMs + table.breaker.settings().hold().toMillis();
  }

  private Action alive(int slot, CompiledPolicy policy, SocketSnapshot kernel) {
    if (table.silence(slot) < policy.suspectMs) {
      return Action.NONE;
    }
    if (kernel.available() && kernel.lastDataMs() < policy.suspectMs / 2) {
      believe(slot, kernel);
      return Action.NONE;
    }
    if (!kernel.available() && table.barrier) {
      return Action.NONE;
    }
    table.suspect(slot, kernel.available() ? kernel.baseRtoMs() : 0);
    if (kernel.unreadBytes() > 0) {
      table.lateRead();
      return Action.NONE;
    }
    if (!table.takeProbe()) {
      slots.set(slot, Slots.UNPROBED);
      return Action.NONE;
    }
    return Action.PROBE;
  }

  private Action awaiting(int slot, CompiledPolicy policy, SocketSnapshot kernel) {
    if (answered(slot, kernel)) {
      believe(slot, kernel);
      return Action.NONE;
    }
    int wait = pongWaitMs(slot);
    if (table.barrier || table.before - slots.probeAt[slot] < wait) {
      return Action.NONE;
    }
    if (!policy.policy.check()) {
      table.revive(slot);
      return Action.NONE;
    }
    boolean inFlight = kernel.unackedSegments() > 0 || kernel.notSentBytes() > 0;
    boolean progress =
        kernel.writeProgressed()
            || (kernel.available() && inFlight && kernel.lastAckMs() < wait)
            || kernel.unreadBytes() > 0;
    boolean excusable =
        table.silence(slot) < policy.intervalMs + PINGS * wait + PROGRESS_EXCUSES_MS;
    if (progress && excusable) {
      slots.probeAt[slot] = table.now;
      return Action.NONE;
    }
    if (slots.probes(slot) < PINGS) {
      slots.countProbe(slot);
      slots.probeAt[slot] = table.now;
      return Action.PROBE;
    }
    return table.verdictsLeft > 0 ? dead(slot, DisconnectReason.NO_PONG, kernel) : Action.NONE;
  }

  private Action suspected(int slot, CompiledPolicy policy, SocketSnapshot kernel) {
    if (kernel.available()) {
      if (answered(slot, kernel)) {
        believe(slot, kernel);
        return Action.NONE;
      }
      if (unreadExcuses(policy, kernel)) {
        slots.probeAt[slot] = table.now;
        return Action.NONE;
      }
      weigh(slot, policy, kernel);
    }
    return due(slot, policy) ? verdict(slot, policy, kernel) : Action.NONE;
  }

  private void weigh(int slot, CompiledPolicy policy, SocketSnapshot kernel) {
    boolean unacked = kernel.unackedSegments() > 0;
    if (slots.stateOf(slot) == LivenessState.SUSPECT) {
      if (acknowledged(slot, policy, kernel)) {
        slots.enter(slot, LivenessState.ACK_ONLY);
      } else if (unacked && kernel.lastAckMs() < FRESH_ACK_MS) {
        slots.set(slot, Slots.ONE_WAY);
      }
    } else if (unacked && kernel.lastAckMs() > Math.max(FRESH_ACK_MS, 4 * slots.rttMs[slot])) {
      slots.enter(slot, LivenessState.SUSPECT);
    }
  }

  private boolean due(int slot, CompiledPolicy policy) {
    int silence = table.silence(slot);
    if (slots.stateOf(slot) == LivenessState.ACK_ONLY) {
      return silence >= policy.frozenMs;
    }
    return silence >= policy.timeoutMs
        && table.before - slots.probeAt[slot] >= policy.patienceMs(slots.rttMs[slot]);
  }

  private Action verdict(int slot, CompiledPolicy policy, SocketSnapshot kernel) {
    boolean listenedLongEnough = kernel.available() || heardOutSinceStall(policy);
    if (!listenedLongEnough || table.verdictsLeft == 0) {
      return Action.NONE;
    }
    boolean frozen = slots.stateOf(slot) == LivenessState.ACK_ONLY;
    LivenessTable.Peer peer = slots.peer[slot];
    if (peer != null
        && table.breaker.decide(peer.cohort(), table.nowNanos) == MassBreaker.Decision.HOLD) {
      table.held.hold(slot, frozen);
      return Action.NONE;
    }
    return dead(slot, frozen ? DisconnectReason.CLIENT_FROZEN : DisconnectReason.SILENT, kernel);
  }

  /**
   * Without the kernel's word, a full pass and one more interval must have gone by since a stall.
   */
  private boolean heardOutSinceStall(CompiledPolicy policy) {
    return !table.barrier
        && (!table.everStalled || table.now - table.stalledAt >= policy.intervalMs);
  }

  private boolean confirmsChronic(CompiledPolicy policy, SocketSnapshot kernel) {
    if (!kernel.available()) {
      return !table.barrier;
    }
    return kernel.unreadBytes() == 0
        && kernel.lastDataMs() >= policy.timeoutMs + LivenessTable.CHRONIC_MS;
  }

  private void count(int slot, CompiledPolicy policy) {
    LivenessTable.Peer peer = slots.peer[slot];
    int since = table.before - slots.probeAt[slot];
    if (peer != null
        && !slots.has(slot, Slots.COUNTED)
        && since >= Math.min(COUNTED_AFTER_MS, policy.probeWaitMs)) {
      slots.set(slot, Slots.COUNTED);
      table.breaker.suspected(peer.cohort());
    }
  }

  private boolean asksTwice(int slot, CompiledPolicy policy) {
    return slots.stateOf(slot) == LivenessState.ACK_ONLY
        && !slots.has(slot, Slots.ASKED_TWICE)
        && table.silence(slot) >= policy.suspectMs + (policy.frozenMs - policy.suspectMs) / 2;
  }

  /** Real milliseconds since the probe: the kernel's clock does not stand still while we do. */
  private long realSinceAsked(int slot) {
    int asked = slots.probeAt[slot];
    return table.now - asked + table.stalls.excusedSince(asked, table.now);
  }

  private int pongWaitMs(int slot) {
    return Math.max(PONG_WAIT_MIN_MS, Math.min(PONG_WAIT_MAX_MS, 4 * slots.rttMs[slot]));
  }

  private static String detail(DisconnectReason reason, CompiledPolicy policy, boolean oneWay) {
    return switch (reason) {
      case SILENT ->
          oneWay
              ? "limit " + policy.timeoutMs + "ms, our data does not reach it"
              : limit(policy.timeoutMs);
      case CLIENT_FROZEN -> limit(policy.frozenMs) + ", its host still acknowledges";
      case NO_PONG -> PINGS + " pings unanswered";
      case LOGIN_TIMEOUT -> limit(policy.loginMs);
      case IDLE -> limit(policy.idleMs);
      case FRAME_TIMEOUT -> limit(policy.frameMs);
      default -> "";
    };
  }

  private static String limit(int ms) {
    return "limit " + ms + "ms";
  }
}
