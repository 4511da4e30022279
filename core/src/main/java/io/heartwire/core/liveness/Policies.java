package io.heartwire.core.liveness;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The policies in force on one loop, each once, found by a 16-bit index.
 *
 * <p>NOT thread safe. Bound: {@value #MAX} different policies at a time; one more is refused.
 */
final class Policies {
  static final int MAX = 1 << 16;

  private final Map<LivenessPolicy, Integer> indexes = new HashMap<>();
  CompiledPolicy[] compiled = new CompiledPolicy[16];
  private int used;
  private int longestIntervalMs;
  private int shortestIntervalMs = CompiledPolicy.NEVER;
  private int shortestProbeWindowMs = CompiledPolicy.NEVER;
  private boolean anyStrict;

  /** The index of {@code policy}, which has one more user now. */
  short acquire(LivenessPolicy policy) {
    Integer known = indexes.get(policy);
    int index = known != null ? known : intern(policy);
    compiled[index].users++;
    return (short) index;
  }

  /** The policy at {@code index} has one user less; without users its place may be taken. */
  void release(short index) {
    compiled[index & 0xffff].users--;
  }

  CompiledPolicy at(short index) {
    return compiled[index & 0xffff];
  }

  /** The shortest interval ever in use, in milliseconds. */
  int shortestIntervalMs() {
    return shortestIntervalMs;
  }

  /** The longest interval ever in use with the check on, in milliseconds. */
  int longestIntervalMs() {
    return longestIntervalMs;
  }

  /** The shortest time ever in use from half way between suspicion and verdict, in milliseconds. */
  int shortestProbeWindowMs() {
    return shortestProbeWindowMs;
  }

  /** Whether any policy was ever in use that excuses nothing. */
  boolean anyStrict() {
    return anyStrict;
  }

  private int intern(LivenessPolicy policy) {
    int index = used < compiled.length ? used : freeIndex();
    CompiledPolicy old = index < used ? compiled[index] : null;
    if (old != null) {
      indexes.remove(old.policy);
    } else {
      used++;
    }
    CompiledPolicy made = new CompiledPolicy(policy);
    compiled[index] = made;
    anyStrict |= made.strict;
    shortestIntervalMs = Math.min(shortestIntervalMs, made.intervalMs);
    if (made.suspectMs != CompiledPolicy.NEVER) {
      longestIntervalMs = Math.max(longestIntervalMs, made.intervalMs);
      int window = (made.timeoutMs - made.suspectMs) / 2;
      shortestProbeWindowMs = Math.min(shortestProbeWindowMs, window);
    }
    indexes.put(policy, index);
    return index;
  }

  /** A place without users, or a new one at the end. */
  private int freeIndex() {
    for (int i = 0; i < used; i++) {
      if (compiled[i].users == 0) {
        return i;
      }
    }
    if (used == MAX) {
      throw new IllegalStateException(
          "this loop holds "
              + MAX
              + " different liveness policies, which is the limit: let clients share intervals");
    }
    compiled = Arrays.copyOf(compiled, Math.min(MAX, compiled.length * 2));
    return used;
  }
}
