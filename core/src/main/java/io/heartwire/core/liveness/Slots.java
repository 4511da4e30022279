package io.heartwire.core.liveness;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of all connections of one loop, in parallel arrays: {@value #BYTES_PER_SLOT} bytes
 * each.
 *
 * <p>NOT thread safe: the owner loop alone touches it. The arrays are replaced when they grow, so
 * nobody keeps a reference to one across a call that may add.
 */
final class Slots {
  /** 5 ints, a reference (compressed), 2 shorts, 2 bytes. */
  static final int BYTES_PER_SLOT = 5 * 4 + 4 + 2 * 2 + 2;

  /**
   * In {@link #state}: a frame was begun and not ended. The other bits are a {@link LivenessState}.
   */
  static final byte FRAME_OPEN = 0x40;

  static final byte STATE_MASK = 0x3f;

  /** In {@link #flags}: counted by the mass breaker. */
  static final byte COUNTED = 1;

  /** In {@link #flags}: unacknowledged although the peer's acknowledgements arrive. */
  static final byte ONE_WAY = 1 << 1;

  /** In {@link #flags}: asked a second time. */
  static final byte ASKED_TWICE = 1 << 2;

  /** In {@link #flags}: the probe waits for the budget. */
  static final byte UNPROBED = 1 << 3;

  /** In {@link #flags}: while held, the peer's host acknowledged. */
  static final byte ACKED = 1 << 4;

  /** In {@link #flags}: its host acknowledged, and something is on its way to it again. */
  static final byte IN_FLIGHT = 1 << 5;

  /** In {@link #flags}: how many probes went unanswered, 0 to 3, in the two highest bits. */
  static final int PROBES_SHIFT = 6;

  private static final int INITIAL = 64;

  int[] lastRx = new int[INITIAL];
  int[] lastTx = new int[INITIAL];
  int[] probeAt = new int[INITIAL];
  int[] lastMessage = new int[INITIAL];
  int[] frameSince = new int[INITIAL];
  LivenessTable.@Nullable Peer[] peer = new LivenessTable.@Nullable Peer[INITIAL];
  short[] rttMs = new short[INITIAL];
  short[] policy = new short[INITIAL];
  byte[] state = new byte[INITIAL];
  byte[] flags = new byte[INITIAL];

  private int[] free = new int[INITIAL];
  private int freeCount;
  private int used;

  /** One more than the highest slot ever used. */
  int limit() {
    return used;
  }

  int live() {
    return used - freeCount;
  }

  /** The lowest cost slot that is free; its fields are unset. */
  int take() {
    if (freeCount > 0) {
      return free[--freeCount];
    }
    if (used == state.length) {
      grow(used * 2);
    }
    return used++;
  }

  /** Gives a slot back and forgets whom it belonged to. */
  void release(int slot) {
    state[slot] = LivenessState.FREE.code;
    flags[slot] = 0;
    peer[slot] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, free.length * 2);
    }
    free[freeCount++] = slot;
  }

  LivenessState stateOf(int slot) {
    return LivenessState.of(state[slot] & STATE_MASK);
  }

  boolean suspected(int slot) {
    return switch (stateOf(slot)) {
      case SUSPECT, ACK_ONLY, HELD -> true;
      default -> false;
    };
  }

  void enter(int slot, LivenessState next) {
    state[slot] = (byte) ((state[slot] & FRAME_OPEN) | next.code);
  }

  boolean has(int slot, byte flag) {
    return (flags[slot] & flag) != 0;
  }

  void set(int slot, byte flag) {
    flags[slot] |= flag;
  }

  void clear(int slot, byte flag) {
    flags[slot] &= (byte) ~flag;
  }

  int probes(int slot) {
    return (flags[slot] & 0xff) >>> PROBES_SHIFT;
  }

  void countProbe(int slot) {
    if (probes(slot) < 3) {
      flags[slot] += (byte) (1 << PROBES_SHIFT);
    }
  }

  private void grow(int size) {
    lastRx = Arrays.copyOf(lastRx, size);
    lastTx = Arrays.copyOf(lastTx, size);
    probeAt = Arrays.copyOf(probeAt, size);
    lastMessage = Arrays.copyOf(lastMessage, size);
    frameSince = Arrays.copyOf(frameSince, size);
    peer = Arrays.copyOf(peer, size);
    rttMs = Arrays.copyOf(rttMs, size);
    policy = Arrays.copyOf(policy, size);
    state = Arrays.copyOf(state, size);
    flags = Arrays.copyOf(flags, size);
  }
}
