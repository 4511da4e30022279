package io.heartwire.redis;

/**
 * By how much one clock is ahead of another, though neither can be read at the moment of the other:
 * each look tells between what and what it lies. NOT thread safe.
 *
 * <p>As long as what is seen allows it, the same difference is taken: moments that are near each
 * other keep their order, however long the way between the clocks is.
 */
final class Offset {
  private boolean known;
  private long micros;

  /** It was seen to lie between these two. */
  void within(long least, long most) {
    micros = Math.min(Math.max(known ? micros : least, least), most);
    known = true;
  }

  boolean isKnown() {
    return known;
  }

  long micros() {
    return micros;
  }
}
