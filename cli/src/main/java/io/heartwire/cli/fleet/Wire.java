package io.heartwire.cli.fleet;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/** The cable of one device: sees every byte, and can be muted. */
final class Wire extends ChannelDuplexHandler {
  private final Device device;

  Wire(Device device) {
    this.device = device;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (device.isSilent()) {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
      return;
    }
    int bytes = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
    ChannelPromise told = promise.unvoid();
    told.addListener(
        written -> {
          if (written.isSuccess()) {
            device.wrote(bytes);
          }
        });
    ctx.write(message, told);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    device.read(message instanceof ByteBuf buffer ? buffer.readableBytes() : 0);
    ctx.fireChannelRead(message);
  }
}
