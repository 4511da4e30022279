package io.heartwire.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * The smallest protocol there is: {@code i} asks, {@code o} answers, anything else is a message.
 */
final class BytePings implements HeartbeatCodec {
  @Override
  public Kind kindOf(Object message) {
    ByteBuf bytes = (ByteBuf) message;
    return switch (bytes.getByte(bytes.readerIndex())) {
      case 'i' -> Kind.PING;
      case 'o' -> Kind.PONG;
      default -> Kind.OTHER;
    };
  }

  @Override
  public long sequenceOf(Object pingOrPong) {
    ByteBuf bytes = (ByteBuf) pingOrPong;
    return bytes.readableBytes() > 1 ? bytes.getByte(bytes.readerIndex() + 1) : -1;
  }

  @Override
  public Object ping(ChannelHandlerContext ctx, long sequence) {
    return ctx.alloc().buffer(2).writeByte('i').writeByte((int) sequence);
  }

  @Override
  public Object pong(ChannelHandlerContext ctx, Object ping) {
    return ctx.alloc().buffer(1).writeByte('o');
  }
}
