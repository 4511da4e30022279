package io.heartwire.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;

/** A decoder in a channel that counts its memory, and everything that came out of it. */
final class DecoderRig implements AutoCloseable {
  final List<Frame> frames = new ArrayList<>();
  final List<Throwable> failures = new ArrayList<>();
  final List<Boolean> progress = new ArrayList<>();
  final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
  final FrameDecoder decoder;
  final EmbeddedChannel channel = new EmbeddedChannel();

  DecoderRig(int maxFrameBytes) {
    decoder = new FrameDecoder(maxFrameBytes, progress::add);
    channel.config().setAllocator(memory);
    channel.pipeline().addLast(decoder);
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object msg) {
                frames.add((Frame) msg);
              }

              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                failures.add(cause);
              }
            });
  }

  /** Lets {@code bytes} arrive in one read. */
  DecoderRig arrive(byte... bytes) {
    ByteBuf buffer = memory.buffer(Math.max(1, bytes.length));
    buffer.writeBytes(bytes);
    channel.pipeline().fireChannelRead(buffer);
    channel.pipeline().fireChannelReadComplete();
    return this;
  }

  /** Lets {@code bytes}, given as numbers, arrive in one read. */
  DecoderRig arrive(int... bytes) {
    byte[] narrow = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      narrow[i] = (byte) bytes[i];
    }
    return arrive(narrow);
  }

  FrameException onlyFailure() {
    if (failures.size() != 1 || !(failures.get(0) instanceof FrameException failure)) {
      throw new AssertionError("expected one FrameException, got " + failures);
    }
    return failure;
  }

  /** Memory held in buffers right now. */
  long heldBytes() {
    return memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
    if (heldBytes() != 0) {
      throw new AssertionError(heldBytes() + " bytes of buffers leaked");
    }
  }

  static byte[] encoded(Frame... frames) {
    UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
    ByteBuf all = alloc.buffer();
    for (Frame frame : frames) {
      ByteBuf one = FrameEncoder.encode(alloc, frame);
      all.writeBytes(one);
      one.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    all.release();
    return bytes;
  }
}
