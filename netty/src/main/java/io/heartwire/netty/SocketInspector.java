package io.heartwire.netty;

import io.heartwire.core.liveness.SocketSnapshot;
import io.netty.channel.Channel;

/**
 * Asks what is known of a connection below the pipeline: the kernel's view of it and the progress
 * of our own output.
 *
 * <p>But for {@link #glance}, call it on the channel's event loop only. It never blocks and never
 * throws. {@link #ofKernel()} is the one to use; another may be written for a transport that
 * Heartwire does not know, or for a test.
 */
@FunctionalInterface
public interface SocketInspector {
  /**
   * What is known of {@code channel} now. Where the kernel cannot be asked (NIO, a channel that is
   * no TCP connection) {@link SocketSnapshot#available} is false and only {@link
   * SocketSnapshot#writeProgressed} speaks; a channel that is closed answers {@link
   * SocketSnapshot.TcpState#CLOSED} on every transport.
   */
  SocketSnapshot inspect(Channel channel);

  /**
   * What the kernel knows of {@code channel}, asked from any thread: also while its event loop is
   * blocked. Our own output is left out; empty where the kernel cannot be asked.
   */
  default SocketSnapshot glance(Channel channel) {
    return SocketSnapshot.NONE;
  }

  /**
   * The inspector of Linux: TCP_INFO and SO_MEMINFO of epoll and io_uring channels, two system
   * calls of about 1 µs each; empty elsewhere.
   */
  static SocketInspector ofKernel() {
    return new KernelSocketInspector();
  }
}
