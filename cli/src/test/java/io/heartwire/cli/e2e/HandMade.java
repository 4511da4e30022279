package io.heartwire.cli.e2e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * The protocol's bytes, made by hand from the published .proto and not by the product's codec: what
 * understands these understands any client.
 */
final class HandMade {
  static final int PING = 1;
  static final int PONG = 2;
  static final int MESSAGE = 3;
  static final int HELLO = 5;
  static final int WELCOME = 6;
  static final int GOODBYE = 7;

  private HandMade() {}

  static ByteBuf hello(String clientId) {
    ByteBuf body = Unpooled.buffer();
    varintField(body, 1, 1);
    textField(body, 3, clientId);
    return frame(HELLO, body);
  }

  static ByteBuf welcome(long intervalMs, long timeoutMs) {
    ByteBuf body = Unpooled.buffer();
    textField(body, 1, "plain");
    varintField(body, 2, 1);
    varintField(body, 3, intervalMs);
    varintField(body, 4, timeoutMs);
    return frame(WELCOME, body);
  }

  static ByteBuf ping(long sequence) {
    return sequenceOnly(PING, sequence);
  }

  static ByteBuf pong(long sequence) {
    return sequenceOnly(PONG, sequence);
  }

  static ByteBuf message(String type, String text) {
    ByteBuf body = Unpooled.buffer();
    textField(body, 1, type);
    textField(body, 3, text);
    return frame(MESSAGE, body);
  }

  private static ByteBuf sequenceOnly(int kind, long sequence) {
    ByteBuf body = Unpooled.buffer(12);
    varintField(body, 1, sequence);
    return frame(kind, body);
  }

  /** The kind of a frame, its field number in the oneof; the reader index stays. */
  static int kindOf(ByteBuf frame) {
    return frame.getByte(frame.readerIndex()) >> 3;
  }

  /** The number in field {@code wanted} of a frame, 0 if absent. */
  static long number(ByteBuf frame, int wanted) {
    ByteBuf body = body(frame);
    while (body.isReadable()) {
      long tag = varint(body);
      boolean found = tag >> 3 == wanted;
      switch ((int) (tag & 7)) {
        case 0 -> {
          long value = varint(body);
          if (found) {
            return value;
          }
        }
        case 1 -> body.skipBytes(8);
        case 2 -> body.skipBytes((int) varint(body));
        default -> body.skipBytes(4);
      }
    }
    return 0;
  }

  /** The text in field {@code wanted} of a frame, empty if absent. */
  static String text(ByteBuf frame, int wanted) {
    ByteBuf body = body(frame);
    while (body.isReadable()) {
      long tag = varint(body);
      switch ((int) (tag & 7)) {
        case 0 -> varint(body);
        case 1 -> body.skipBytes(8);
        case 2 -> {
          int length = (int) varint(body);
          if (tag >> 3 == wanted) {
            return body.readSlice(length).toString(StandardCharsets.UTF_8);
          }
          body.skipBytes(length);
        }
        default -> body.skipBytes(4);
      }
    }
    return "";
  }

  private static ByteBuf body(ByteBuf frame) {
    ByteBuf content = frame.duplicate();
    varint(content);
    return content.readSlice((int) varint(content));
  }

  private static ByteBuf frame(int kind, ByteBuf body) {
    ByteBuf inner = Unpooled.buffer(body.readableBytes() + 6);
    varint(inner, (long) kind << 3 | 2);
    varint(inner, body.readableBytes());
    inner.writeBytes(body);
    ByteBuf whole = Unpooled.buffer(inner.readableBytes() + 5);
    varint(whole, inner.readableBytes());
    return whole.writeBytes(inner);
  }

  private static void varintField(ByteBuf to, int field, long value) {
    varint(to, (long) field << 3);
    varint(to, value);
  }

  private static void textField(ByteBuf to, int field, String text) {
    varint(to, (long) field << 3 | 2);
    varint(to, ByteBufUtil.utf8Bytes(text));
    to.writeCharSequence(text, StandardCharsets.UTF_8);
  }

  private static void varint(ByteBuf to, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      to.writeByte((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    to.writeByte((int) rest);
  }

  private static long varint(ByteBuf from) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = from.readByte();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("a varint of more than 10 bytes");
  }
}
