package io.heartwire.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Where a channel's outbound queue stood when somebody last looked. Owned by the channel's loop.
 */
final class OutputProgress {
  private static final AttributeKey<OutputProgress> KEY =
      AttributeKey.valueOf(OutputProgress.class, "inspected");

  private int headIdentity;
  private long headProgressBytes;
  private long pendingBytes;

  /** The mark of {@code channel} that inspections share. */
  static OutputProgress of(Channel channel) {
    Attribute<OutputProgress> attribute = channel.attr(KEY);
    OutputProgress mark = attribute.get();
    if (mark == null) {
      mark = new OutputProgress();
      attribute.set(mark);
      mark.advanced(channel);
    }
    return mark;
  }

  /** Whether bytes have left the queue since the previous call; false at the first. */
  boolean advanced(Channel channel) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    if (queue == null) {
      return false;
    }
    int identity = identityOf(queue.current());
    long progressBytes = queue.currentProgress();
    long pending = queue.totalPendingWriteBytes();
    // The head that was there is gone, or part of it, or something behind it: each proves progress.
    boolean advanced =
        (headIdentity != 0 && identity != headIdentity)
            || progressBytes != headProgressBytes
            || pending < pendingBytes;
    headIdentity = identity;
    headProgressBytes = progressBytes;
    pendingBytes = pending;
    return advanced;
  }

  /** What waited in the queue at the last look, bytes, with Netty's overhead for each message. */
  long pendingBytes() {
    return pendingBytes;
  }

  private static int identityOf(@Nullable Object head) {
    return head == null ? 0 : System.identityHashCode(head);
  }
}
