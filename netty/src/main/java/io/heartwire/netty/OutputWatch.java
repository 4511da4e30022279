package io.heartwire.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/** Whether a channel's outbound queue, or the last write, changed since it was last looked at. */
final class OutputWatch {
  private int headIdentity;
  private long headProgressBytes;
  private long pendingBytes;
  private long wroteAtNanos;

  OutputWatch(Channel channel, long wroteAtNanos) {
    changed(channel, wroteAtNanos);
  }

  boolean changed(Channel channel, long wroteAtNow) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    int identity = queue == null ? 0 : identityOf(queue.current());
    long progressBytes = queue == null ? 0 : queue.currentProgress();
    long pending = queue == null ? 0 : queue.totalPendingWriteBytes();
    boolean changed =
        identity != headIdentity
            || progressBytes != headProgressBytes
            || pending != pendingBytes
            || wroteAtNow != wroteAtNanos;
    headIdentity = identity;
    headProgressBytes = progressBytes;
    pendingBytes = pending;
    wroteAtNanos = wroteAtNow;
    return changed;
  }

  private static int identityOf(@Nullable Object head) {
    return head == null ? 0 : System.identityHashCode(head);
  }
}
