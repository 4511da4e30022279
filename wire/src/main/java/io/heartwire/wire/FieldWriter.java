package io.heartwire.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.OptionalDouble;

/**
 * Writes protobuf fields, and says beforehand how many bytes each needs; what has its default value
 * is left out, as proto3 demands. All tags here are one byte: field numbers up to 15.
 */
final class FieldWriter {
  private FieldWriter() {}

  static int varintSize(long value) {
    return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
  }

  static void varint(ByteBuf out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte(((int) rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  static int numberSize(long value) {
    return value == 0 ? 0 : 1 + varintSize(value);
  }

  static void number(ByteBuf out, int tag, long value) {
    if (value != 0) {
      out.writeByte(tag);
      varint(out, value);
    }
  }

  static int flagSize(boolean value) {
    return value ? 2 : 0;
  }

  static void flag(ByteBuf out, int tag, boolean value) {
    number(out, tag, value ? 1 : 0);
  }

  /** The size of a number whose absence, written -1, differs from 0. */
  static int optionalSize(long value) {
    return value < 0 ? 0 : 1 + varintSize(value);
  }

  static void optional(ByteBuf out, int tag, long value) {
    if (value >= 0) {
      out.writeByte(tag);
      varint(out, value);
    }
  }

  static int fixed64Size(OptionalDouble value) {
    return value.isPresent() ? 9 : 0;
  }

  static void fixed64(ByteBuf out, int tag, OptionalDouble value) {
    if (value.isPresent()) {
      out.writeByte(tag);
      out.writeDoubleLE(value.getAsDouble());
    }
  }

  static int textSize(String text) {
    return text.isEmpty() ? 0 : elementSize(text);
  }

  static void text(ByteBuf out, int tag, String text) {
    if (!text.isEmpty()) {
      element(out, tag, text);
    }
  }

  /** The size of one text of a repeated field, which is written even if empty. */
  static int elementSize(String text) {
    return nestedSize(ByteBufUtil.utf8Bytes(text));
  }

  static void element(ByteBuf out, int tag, String text) {
    int size = ByteBufUtil.utf8Bytes(text);
    nested(out, tag, size);
    // writeUtf8 without a size would reserve three bytes a character, and grow the buffer for it.
    ByteBufUtil.reserveAndWriteUtf8(out, text, size);
  }

  static int bytesSize(Bytes bytes) {
    return bytes.isEmpty() ? 0 : nestedSize(bytes.size());
  }

  static void bytes(ByteBuf out, int tag, Bytes bytes) {
    if (!bytes.isEmpty()) {
      nested(out, tag, bytes.size());
      out.writeBytes(bytes.array());
    }
  }

  /** The size of a field that holds {@code contentSize} bytes. */
  static int nestedSize(int contentSize) {
    return 1 + varintSize(contentSize) + contentSize;
  }

  /**
   * The beginning of a field that holds {@code contentSize} bytes, which the caller writes next.
   */
  static void nested(ByteBuf out, int tag, int contentSize) {
    out.writeByte(tag);
    varint(out, contentSize);
  }
}
