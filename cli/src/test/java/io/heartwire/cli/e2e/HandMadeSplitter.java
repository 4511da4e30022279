package io.heartwire.cli.e2e;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Cuts the stream into frames by their length, a varint32. */
final class HandMadeSplitter extends ByteToMessageDecoder {
  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int start = in.readerIndex();
    int length = 0;
    for (int shift = 0; in.isReadable(); shift += 7) {
      byte next = in.readByte();
      length |= (next & 0x7F) << shift;
      if (next >= 0) {
        if (in.readableBytes() < length) {
          break;
        }
        out.add(in.readRetainedSlice(length));
        return;
      }
    }
    in.readerIndex(start);
  }
}
