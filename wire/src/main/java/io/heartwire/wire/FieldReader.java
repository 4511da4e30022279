package io.heartwire.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Reads protobuf fields at the reader index of a buffer, never beyond {@code end}.
 *
 * <p>Whatever the bytes, each method either advances the reader index or throws {@link
 * FrameException}; nothing is allocated for a length before it was found to lie within the frame
 * and its limit.
 */
final class FieldReader {
  private FieldReader() {}

  /** A tag; its field number is at least 1. */
  static int tag(ByteBuf in, int end) {
    long tag = varint(in, end);
    if (tag >>> 3 == 0 || tag >>> 32 != 0) {
      throw FrameException.malformed(
          "field number "
              + (tag >>> 3)
              + " at byte "
              + in.readerIndex()
              + ", allowed are 1 to 536870911: these bytes are not a frame");
    }
    return (int) tag;
  }

  /** Any 64 bits. */
  static long varint(ByteBuf in, int end) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (in.readerIndex() >= end) {
        throw FrameException.malformed(
            "the frame ends within a varint: its length prefix is too small");
      }
      byte b = in.readByte();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw FrameException.malformed(
        "a varint has more than 10 bytes, limit 10: these bytes are not a frame");
  }

  /** A count or a time: 0 to {@link FieldLimits#MAX_NUMBER}. */
  static long number(ByteBuf in, int end, String field) {
    long value = varint(in, end);
    if (value < 0 || value > FieldLimits.MAX_NUMBER) {
      throw FrameException.malformed(
          field
              + " is "
              + Long.toUnsignedString(value)
              + ", limit "
              + FieldLimits.MAX_NUMBER
              + ": send a smaller number");
    }
    return value;
  }

  /** A 32-bit number, or the greatest {@code int} for whatever is greater. */
  static int smallNumber(ByteBuf in, int end) {
    long value = varint(in, end);
    return value < 0 || value > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) value;
  }

  static double fixed64(ByteBuf in, int end) {
    require(in, end, 8);
    return in.readDoubleLE();
  }

  /** The end of a field whose length comes next. */
  static int lengthEnd(ByteBuf in, int end) {
    long length = varint(in, end);
    int left = end - in.readerIndex();
    if (length < 0 || length > left) {
      throw FrameException.malformed(
          "a field claims "
              + Long.toUnsignedString(length)
              + " bytes, "
              + left
              + " are left in its frame: these bytes are not a frame");
    }
    return in.readerIndex() + (int) length;
  }

  static String text(ByteBuf in, int end, String field, int maxBytes) {
    int length = limitedLength(in, end, field, maxBytes);
    if (length == 0) {
      return "";
    }
    int start = in.readerIndex();
    if (!ByteBufUtil.isText(in, start, length, StandardCharsets.UTF_8)) {
      throw FrameException.malformed(field + " is not valid UTF-8: encode texts as UTF-8");
    }
    in.skipBytes(length);
    return in.toString(start, length, StandardCharsets.UTF_8);
  }

  static Bytes bytes(ByteBuf in, int end, String field, int maxBytes) {
    int length = limitedLength(in, end, field, maxBytes);
    byte[] content = new byte[length];
    in.readBytes(content);
    return Bytes.wrap(content);
  }

  /** Passes over the value of a field that is not known. */
  static void skip(ByteBuf in, int end, int tag) {
    switch (tag & 7) {
      case FieldTag.VARINT -> varint(in, end);
      case FieldTag.FIXED64 -> skipBytes(in, end, 8);
      case FieldTag.LENGTH -> in.readerIndex(lengthEnd(in, end));
      case FieldTag.FIXED32 -> skipBytes(in, end, 4);
      default ->
          throw FrameException.malformed(
              "field "
                  + (tag >>> 3)
                  + " has wire type "
                  + (tag & 7)
                  + ", allowed are 0, 1, 2 and 5 (no groups): these bytes are not a frame");
    }
  }

  private static int limitedLength(ByteBuf in, int end, String field, int maxBytes) {
    int length = lengthEnd(in, end) - in.readerIndex();
    if (length > maxBytes) {
      throw FrameException.malformed(
          field + " has " + length + " bytes, limit " + maxBytes + ": shorten it");
    }
    return length;
  }

  private static void skipBytes(ByteBuf in, int end, int count) {
    require(in, end, count);
    in.skipBytes(count);
  }

  private static void require(ByteBuf in, int end, int count) {
    if (end - in.readerIndex() < count) {
      throw FrameException.malformed(
          "a field needs "
              + count
              + " bytes, "
              + (end - in.readerIndex())
              + " are left in its frame: these bytes are not a frame");
    }
  }
}
