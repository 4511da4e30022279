package io.heartwire.gateway.admission;

/** A 64-bit hash of a client id that nobody can foresee without the seed; never 0. */
final class ClientHash {
  private ClientHash() {}

  static long of(String clientId, long seed) {
    long hash = mixed(seed + clientId.length());
    for (int i = 0; i < clientId.length(); i++) {
      hash = mixed(hash ^ clientId.charAt(i));
    }
    return hash == 0 ? 1 : hash;
  }

  /** Spreads every bit of {@code value} over all 64 (Stafford's variant 13). */
  private static long mixed(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
