package io.heartwire.wire;

import io.netty.buffer.ByteBufUtil;

/** The bounds of fields, checked where a frame is made. The reader checks the same ones first. */
final class FieldLimits {
  /** Milliseconds and counts above this lose precision in languages whose numbers are doubles. */
  static final long MAX_NUMBER = (1L << 53) - 1;

  private FieldLimits() {}

  static void checkText(String field, String text, int maxBytes) {
    // A char needs at most 3 bytes of UTF-8: short texts need not be measured.
    if (text.length() * 3L > maxBytes && ByteBufUtil.utf8Bytes(text) > maxBytes) {
      throw new IllegalArgumentException(
          field
              + " has "
              + ByteBufUtil.utf8Bytes(text)
              + " bytes, limit "
              + maxBytes
              + ": shorten it");
    }
  }

  static void checkSize(String field, int size, int maxBytes) {
    if (size > maxBytes) {
      throw new IllegalArgumentException(
          field + " has " + size + " bytes, limit " + maxBytes + ": shorten it");
    }
  }

  static void checkCount(String field, int count, int max) {
    if (count > max) {
      throw new IllegalArgumentException(
          field + " has " + count + " entries, limit " + max + ": leave some out");
    }
  }

  static void checkNumber(String field, long value) {
    if (value < 0 || value > MAX_NUMBER) {
      throw new IllegalArgumentException(
          field + " is " + value + ", allowed are 0 to " + MAX_NUMBER);
    }
  }

  /** {@code text}, or as much of its beginning as fits. */
  static String cut(String text, int maxBytes) {
    String fitting = text.substring(0, Math.min(text.length(), maxBytes));
    while (ByteBufUtil.utf8Bytes(fitting) > maxBytes) {
      fitting = fitting.substring(0, fitting.offsetByCodePoints(fitting.length(), -1));
    }
    return fitting;
  }
}
