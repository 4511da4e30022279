package io.heartwire.netty;

import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.core.liveness.SocketSnapshot.TcpState;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.uring.IoUringSocketChannel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Reads {@code struct tcp_info} and {@code SO_MEMINFO} of a channel's socket. */
final class KernelSocketInspector implements SocketInspector {
  /*
   * Netty's EpollTcpInfo ends at tcpi_total_retrans and leaves out tcpi_notsent_bytes, hence the raw option. The
   * offsets are those of linux/tcp.h, to which fields are only ever appended: a kernel older than a field leaves its
   * bytes zero, because the buffer is a new one each time. That buffer (160 bytes) is the whole price of an inspection;
   * only suspects are inspected, a few a second.
   */
  private static final RawUnixChannelOption TCP_INFO =
      new RawUnixChannelOption("HEARTWIRE_TCP_INFO", 6, 11, 152);

  private static final RawUnixChannelOption SO_MEMINFO =
      new RawUnixChannelOption("HEARTWIRE_SO_MEMINFO", 1, 55, 36);

  private static final int STATE = 0;
  private static final int RETRANSMITS = 2;
  private static final int BACKOFF = 4;
  private static final int RTO_MICROS = 8;
  private static final int UNACKED = 24;
  private static final int LAST_DATA_RECV_MS = 52;
  private static final int LAST_ACK_RECV_MS = 56;
  private static final int RTT_MICROS = 68;
  private static final int NOTSENT_BYTES = 144;

  @Override
  public SocketSnapshot inspect(Channel channel) {
    if (!channel.isOpen()) {
      return closed(false);
    }
    OutputProgress output = OutputProgress.of(channel);
    boolean progressed = output.advanced(channel);
    if (!isKnown(channel)) {
      return SocketSnapshot.none(progressed);
    }
    return ask(channel, output.pendingBytes(), progressed);
  }

  /*
   * The descriptor may be closed meanwhile, and even be another's: then the answer is one sample that is wrong, and no
   * harm is done, since nothing but evidence is made of it.
   */
  @Override
  public SocketSnapshot glance(Channel channel) {
    if (!channel.isOpen()) {
      return closed(false);
    }
    return isKnown(channel) ? ask(channel, 0, false) : SocketSnapshot.NONE;
  }

  private static SocketSnapshot ask(Channel channel, long pendingBytes, boolean progressed) {
    ByteBuffer info = read(channel, TCP_INFO);
    ByteBuffer memory = read(channel, SO_MEMINFO);
    if (info == null) {
      return channel.isOpen() ? SocketSnapshot.none(progressed) : closed(progressed);
    }
    return new SocketSnapshot(
        true,
        state(info.get(STATE)),
        u32(info, LAST_DATA_RECV_MS),
        u32(info, LAST_ACK_RECV_MS),
        memory == null ? 0 : u32(memory, 0),
        u32(info, UNACKED),
        u32(info, NOTSENT_BYTES) + pendingBytes,
        u32(info, RTO_MICROS) / 1_000,
        info.get(BACKOFF) & 0xff,
        info.get(RETRANSMITS) & 0xff,
        u32(info, RTT_MICROS) / 1_000,
        progressed);
  }

  /** The bytes that the kernel holds for us; 0 where it cannot be asked. */
  static long unreadBytes(Channel channel) {
    if (!isKnown(channel)) {
      return 0;
    }
    ByteBuffer memory = read(channel, SO_MEMINFO);
    return memory == null ? 0 : u32(memory, 0);
  }

  private static boolean isKnown(Channel channel) {
    return channel instanceof EpollSocketChannel || channel instanceof IoUringSocketChannel;
  }

  private static @Nullable ByteBuffer read(Channel channel, RawUnixChannelOption option) {
    try {
      ByteBuffer value = channel.config().getOption(option);
      return value == null ? null : value.order(ByteOrder.nativeOrder());
    } catch (ChannelException e) {
      // The descriptor has gone between the question and the answer, or a sandbox forbids it.
      return null;
    }
  }

  private static SocketSnapshot closed(boolean progressed) {
    return new SocketSnapshot(true, TcpState.CLOSED, 0, 0, 0, 0, 0, 0, 0, 0, 0, progressed);
  }

  /* The kernel's enum: 1 ESTABLISHED, 7 CLOSE, 8 CLOSE_WAIT; 4, 5, 6, 9, 11 follow a close of our own or the peer's. */
  private static TcpState state(int kernelState) {
    return switch (kernelState) {
      case 1 -> TcpState.ESTABLISHED;
      case 7 -> TcpState.CLOSED;
      case 8 -> TcpState.CLOSE_WAIT;
      default -> TcpState.UNKNOWN;
    };
  }

  private static long u32(ByteBuffer from, int offset) {
    return from.getInt(offset) & 0xffff_ffffL;
  }
}
