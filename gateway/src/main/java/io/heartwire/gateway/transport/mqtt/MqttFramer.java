package io.heartwire.gateway.transport.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts what comes into whole packets, so that a decoder never sees a part of one. Answers PINGREQ
 * itself, without an object for it: that is the heartbeat path.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
final class MqttFramer extends ByteToMessageDecoder {
  private static final int PINGREQ = 0xC000;
  private static final int CONNECT = 0x10;
  private static final int MAX_LENGTH_BYTES = 4;

  /** Where the level stands in a CONNECT: after the name of the protocol, {@code 00 04 M Q T T}. */
  private static final int LEVEL_OFFSET = 6;

  private final MqttConnection connection;
  private boolean open;
  private boolean failed;
  private boolean begun;

  MqttFramer(MqttConnection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    connection.heartbeat().bytesCame();
    super.channelRead(ctx, msg);
    if (!open && !failed && actualReadableBytes() > 0) {
      open = true;
      connection.heartbeat().frameOpen(true);
    }
  }

  /** Whether a packet has begun, and has not come whole. */
  boolean isOpen() {
    return open;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    connection.heartbeat().readCompleted(ctx);
    super.channelReadComplete(ctx);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (failed) {
      in.skipBytes(in.readableBytes());
      return;
    }
    int start = in.readerIndex();
    if (!begun && in.getUnsignedByte(start) >> 4 != CONNECT >> 4) {
      fail(in);
      connection.notConnect();
      return;
    }
    if (in.readableBytes() < 2) {
      return;
    }
    if (in.getUnsignedShort(start) == PINGREQ && connection.pinged(ctx)) {
      in.skipBytes(2);
      ended();
      return;
    }
    cut(in, start, out);
  }

  private void cut(ByteBuf in, int start, List<Object> out) {
    int length = 0;
    int lengthBytes = 0;
    int digit = 0x80;
    while ((digit & 0x80) != 0) {
      if (lengthBytes == MAX_LENGTH_BYTES) {
        fail(in);
        connection.malformed("its length has more than four bytes: correct the client");
        return;
      }
      if (in.readableBytes() < 2 + lengthBytes) {
        return;
      }
      digit = in.getUnsignedByte(start + 1 + lengthBytes);
      length |= (digit & 0x7f) << (7 * lengthBytes);
      lengthBytes++;
    }
    int whole = 1 + lengthBytes + length;
    if (whole > connection.maxPacketBytes()) {
      fail(in);
      connection.tooLarge(whole);
      return;
    }
    if (in.readableBytes() < whole) {
      return;
    }
    ended();
    if (!begun) {
      begun = true;
      lookAtLevel(in, start, 1 + lengthBytes, length);
    }
    out.add(in.readRetainedSlice(whole));
  }

  /* Known before the packet is decoded, for an answer to one that cannot be. */
  private void lookAtLevel(ByteBuf in, int start, int header, int length) {
    if (length > LEVEL_OFFSET) {
      connection.connectCame(in.getUnsignedByte(start + header + LEVEL_OFFSET));
    }
  }

  private void fail(ByteBuf in) {
    failed = true;
    in.skipBytes(in.readableBytes());
    ended();
  }

  private void ended() {
    if (open) {
      open = false;
      connection.heartbeat().frameOpen(false);
    }
  }
}
