package io.heartwire.core.liveness;

import io.heartwire.core.liveness.SocketSnapshot.TcpState;
import java.util.Optional;

/**
 * Judges one connection of a {@link LivenessTable}: from suspicion, through what the kernel says,
 * to the verdict. NOT thread safe: part of its table.
 */
final class Judge {
  /** An acknowledgement younger than this shows that the path to us is open. */
  private static final int FRESH_ACK_MS = 1_000;

  /** No kernel repeats a segment sooner. */
  private static final int LEAST_RTO_MS = 200;

  private static final int PONG_WAIT_MIN_MS = 3_000;
  private static final int PONG_WAIT_MAX_MS = 8_000;
  private static final int PINGS = 3;

  /** Bytes that make progress excuse a missing pong for no longer than this. */
  private static final int PROGRESS_EXCUSES_MS = 60_000;

  private final LivenessTable table;
  private final Slots slots;
  private final KernelQuestions questions;

  Judge(LivenessTable table) {
    this.table = table;
    this.slots = table.slots;
    this.questions = table.questions;
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
      if (slots.stateOf(slot) == LivenessState.AWAITING) {
        table.duties.speakOn(slot, policy, sink);
      }
      return;
    }
    if (slots.has(slot, Slots.UNPROBED)) {
      if (table.budget.take()) {
        slots.clear(slot, Slots.UNPROBED);
        slots.probeAt[slot] = table.now;
        sink.act(slot, Action.PROBE);
      }
      return;
    }
    count(slot, policy);
    if (questions.asksTwice(slot, policy)) {
      slots.set(slot, Slots.ASKED_TWICE);
      sink.act(slot, Action.PROBE);
    }
    if (questions.asksKernel(slot, policy) || (table.verdictsLeft > 0 && due(slot, policy))) {
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
    if (!policy.held && chronicallySilent(slot, policy) && confirmsChronic(slot, policy, kernel)) {
      return dead(slot, DisconnectReason.SILENT, kernel);
    }
    return switch (state) {
      case ALIVE -> alive(slot, policy, kernel);
      case AWAITING -> awaiting(slot, policy, kernel);
      case SUSPECT, ACK_ONLY -> suspected(slot, policy, kernel);
      default -> table.held.judge(slot, policy, kernel);
    };
  }

  /** Real silence so long that our own stalls excuse it no longer; asked once a second. */
  boolean asksForChronicSilence(int slot, CompiledPolicy policy) {
    return table.absence.chronic
        && questions.asksAfterOverload(slot)
        && chronicallySilent(slot, policy);
  }

  private boolean chronicallySilent(int slot, CompiledPolicy policy) {
    return table.absence.chronic
        && policy.suspectMs != CompiledPolicy.NEVER
        && table.silence(slot) + table.absence.excused(slots.lastRx[slot], table.before)
            >= chronicMs(policy);
  }

  /** Ends a connection by a rule that is not silence, unless its bytes may lie unread. */
  void endByRule(int slot, DisconnectReason reason, LivenessTable.Sink sink) {
    if (!table.absence.blind() && table.verdictsLeft > 0) {
      sink.act(slot, dead(slot, reason, SocketSnapshot.NONE));
    }
  }

  /** The verdict. */
  Action dead(int slot, DisconnectReason why, SocketSnapshot kernel) {
    boolean held = slots.stateOf(slot) == LivenessState.HELD;
    Optional<String> incident = held ? table.breaker.latestIncident() : Optional.empty();
    CompiledPolicy policy = table.policyOf(slot);
    boolean lease = policy.policy.verdict() == LivenessPolicy.Verdict.LEASE;
    DisconnectReason reason = lease ? DisconnectReason.LEASE_EXPIRED : why;
    int silence = Math.max(0, table.silence(slot));
    long excused = table.absence.excused(slots.lastRx[slot], table.now);
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

  /** The peer's host has what we asked, and said so after we asked. */
  boolean acknowledged(int slot, CompiledPolicy policy, SocketSnapshot kernel) {
    if (!kernel.available() || !policy.policy.trustAcks() || kernel.notSentBytes() > 0) {
      return false;
    }
    boolean allAcked = kernel.unackedSegments() == 0;
    if (allAcked && slots.probes(slot) > 0) {
      // The probe is among what was sent. The times prove it less well: the kernel counts in steps
      // of 4 ms, and a sweep that is held up asks later than its own time.
      return true;
    }
    return kernel.lastAckMs() <= realSinceAsked(slot)
        && (allAcked || onlyNewerInFlight(slot, kernel));
  }

  /**
   * Where we go on writing, something is always in flight; but after this long a probe that is not
   * acknowledged has been repeated.
   */
  private boolean onlyNewerInFlight(int slot, SocketSnapshot kernel) {
    long repeatedAfter = 4L * Math.max(LEAST_RTO_MS, slots.rttMs[slot]);
    return realSinceAsked(slot) >= repeatedAfter
        && kernel.retransmits() == 0
        && kernel.backoff() == 0;
  }

  /** What we sent is not acknowledged, and nothing else has been for a while. */
  boolean unreachable(int slot, SocketSnapshot kernel) {
    return kernel.unackedSegments() > 0
        && kernel.lastAckMs() > Math.max(FRESH_ACK_MS, 4 * slots.rttMs[slot]);
  }

  /** Data has arrived since we asked, read or not. */
  boolean answered(int slot, SocketSnapshot kernel) {
    return kernel.available() && kernel.lastDataMs() < realSinceAsked(slot);
  }

  /** Data came since we asked; its age may contain a stall, which is none of the peer's. */
  void believeAnswer(int slot, SocketSnapshot kernel) {
    slots.lastRx[slot] = slots.probeAt[slot];
    believe(slot, kernel);
  }

  /** Takes the kernel's word for when the last byte came. */
  private void believe(int slot, SocketSnapshot kernel) {
    int heardAt = table.now - (int) Math.min(Integer.MAX_VALUE / 2, kernel.lastDataMs());
    if (heardAt - slots.lastRx[slot] > 0) {
      slots.lastRx[slot] = heardAt;
    }
    if (kernel.unreadBytes() > 0) {
      table.lateRead();
    }
    table.revive(slot);
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
    if (!kernel.available() && table.absence.blind()) {
      return Action.NONE;
    }
    table.suspect(slot, kernel.available() ? kernel.baseRtoMs() : 0);
    if (kernel.unreadBytes() > 0) {
      table.lateRead();
      return Action.NONE;
    }
    if (!table.budget.take()) {
      slots.set(slot, Slots.UNPROBED);
      return Action.NONE;
    }
    return Action.PROBE;
  }

  private Action awaiting(int slot, CompiledPolicy policy, SocketSnapshot kernel) {
    if (answered(slot, kernel)) {
      believeAnswer(slot, kernel);
      return Action.NONE;
    }
    int wait = pongWaitMs(slot);
    if (table.absence.blind() || table.before - slots.probeAt[slot] < wait) {
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
      slots.lastTx[slot] = table.now;
      return Action.PROBE;
    }
    return table.verdictsLeft > 0 ? dead(slot, DisconnectReason.NO_PONG, kernel) : Action.NONE;
  }

  private Action suspected(int slot, CompiledPolicy policy, SocketSnapshot kernel) {
    if (kernel.available()) {
      if (answered(slot, kernel)) {
        believeAnswer(slot, kernel);
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
    if (slots.stateOf(slot) == LivenessState.SUSPECT) {
      if (acknowledged(slot, policy, kernel)) {
        slots.enter(slot, LivenessState.ACK_ONLY);
      } else if (kernel.unackedSegments() > 0 && kernel.lastAckMs() < FRESH_ACK_MS) {
        slots.set(slot, Slots.ONE_WAY);
      }
    } else if (unreachable(slot, kernel)) {
      slots.enter(slot, LivenessState.SUSPECT);
    } else if (kernel.unackedSegments() > 0) {
      slots.set(slot, Slots.IN_FLIGHT);
    } else {
      slots.clear(slot, Slots.IN_FLIGHT);
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
    if (!listenedLongEnough || table.verdictsLeft <= 0) {
      return Action.NONE;
    }
    boolean frozen = slots.stateOf(slot) == LivenessState.ACK_ONLY;
    if (policy.held) {
      table.held.holdByPolicy(slot, frozen);
      return Action.NONE;
    }
    LivenessTable.Peer peer = slots.peer[slot];
    if (peer != null
        && !policy.strict
        && table.breaker.decide(peer.cohort(), table.nowNanos) == MassBreaker.Decision.HOLD) {
      table.held.hold(slot, frozen);
      return Action.NONE;
    }
    return dead(slot, frozen ? DisconnectReason.CLIENT_FROZEN : DisconnectReason.SILENT, kernel);
  }

  /**
   * Without the kernel's word, a full pass and up to one more interval must have gone by since a
   * stall.
   */
  private boolean heardOutSinceStall(CompiledPolicy policy) {
    return !table.absence.blind()
        && (policy.strict || !table.absence.grants(table.now, policy.intervalMs));
  }

  private boolean confirmsChronic(int slot, CompiledPolicy policy, SocketSnapshot kernel) {
    if (kernel.available()) {
      return kernel.unreadBytes() == 0 && kernel.lastDataMs() >= chronicMs(policy);
    }
    long overload = table.absence.overload(slots.lastRx[slot], table.before);
    return !table.absence.blind() && table.silence(slot) + overload >= chronicMs(policy);
  }

  private static long chronicMs(CompiledPolicy policy) {
    return policy.timeoutMs + Absence.CHRONIC_MS;
  }

  /*
   * After two thirds of the probe's time, which are 2 s at most: a third of those that are probed
   * one after the other is counted before the first of them can be due.
   */
  private void count(int slot, CompiledPolicy policy) {
    LivenessTable.Peer peer = slots.peer[slot];
    int since = table.before - slots.probeAt[slot];
    if (peer != null && !slots.has(slot, Slots.COUNTED) && since >= policy.probeWaitMs * 2 / 3) {
      slots.set(slot, Slots.COUNTED);
      table.breaker.suspected(peer.cohort());
    }
  }

  /** Real milliseconds since the probe: the kernel's clock does not stand still while we do. */
  private long realSinceAsked(int slot) {
    int asked = slots.probeAt[slot];
    return table.now - asked + table.absence.excused(asked, table.now);
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
      case LEASE_EXPIRED -> "it has not reported since, " + limit(policy.timeoutMs);
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
