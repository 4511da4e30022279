package io.heartwire.cli.e2e;

import io.heartwire.netty.HeartbeatCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** How hand-made frames say ping and pong: what a user of the library writes. */
final class HandMadeHeartbeats implements HeartbeatCodec {
  @Override
  public Kind kindOf(Object message) {
    return switch (HandMade.kindOf((ByteBuf) message)) {
      case HandMade.PING -> Kind.PING;
      case HandMade.PONG -> Kind.PONG;
      default -> Kind.OTHER;
    };
  }

  @Override
  public long sequenceOf(Object pingOrPong) {
    return HandMade.number((ByteBuf) pingOrPong, 1);
  }

  @Override
  public Object ping(ChannelHandlerContext ctx, long sequence) {
    return HandMade.ping(sequence);
  }

  @Override
  public Object pong(ChannelHandlerContext ctx, Object ping) {
    return HandMade.pong(sequenceOf(ping));
  }
}
