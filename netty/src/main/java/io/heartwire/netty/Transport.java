package io.heartwire.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A way of doing socket I/O: Linux epoll, the JDK's selector, or Linux io_uring.
 *
 * <p>{@link #best} never answers {@link #IO_URING}: it is used where somebody asks for it by name.
 * Only {@link #EPOLL} and {@link #IO_URING} give kernel evidence ({@link SocketInspector}).
 * Constants are immutable and may be used from any thread.
 */
public enum Transport {
  /** Linux epoll, by Netty's native library; the default where it loads. */
  EPOLL {
    @Override
    @Nullable Throwable cause() {
      return Epoll.unavailabilityCause();
    }

    @Override
    IoHandlerFactory factory() {
      return EpollIoHandler.newFactory();
    }

    @Override
    public Class<? extends ServerSocketChannel> serverChannel() {
      return EpollServerSocketChannel.class;
    }

    @Override
    public Class<? extends SocketChannel> channel() {
      return EpollSocketChannel.class;
    }
  },

  /** The JDK's selector: everywhere. */
  NIO {
    @Override
    @Nullable Throwable cause() {
      return null;
    }

    @Override
    IoHandlerFactory factory() {
      return NioIoHandler.newFactory();
    }

    @Override
    public Class<? extends ServerSocketChannel> serverChannel() {
      return NioServerSocketChannel.class;
    }

    @Override
    public Class<? extends SocketChannel> channel() {
      return NioSocketChannel.class;
    }
  },

  /** Linux io_uring, by Netty's native library: only when asked for. */
  IO_URING {
    @Override
    @Nullable Throwable cause() {
      return IoUring.unavailabilityCause();
    }

    @Override
    IoHandlerFactory factory() {
      return IoUringIoHandler.newFactory();
    }

    @Override
    public Class<? extends ServerSocketChannel> serverChannel() {
      return IoUringServerSocketChannel.class;
    }

    @Override
    public Class<? extends SocketChannel> channel() {
      return IoUringSocketChannel.class;
    }
  };

  /** {@link #EPOLL} where it can be had, {@link #NIO} elsewhere. */
  public static Transport best() {
    return EPOLL.isAvailable() ? EPOLL : NIO;
  }

  /** Whether {@link #ioHandler} works on this machine. */
  public boolean isAvailable() {
    return cause() == null;
  }

  /** Why this transport cannot be had on this machine; empty where it can. */
  public Optional<String> unavailability() {
    return Optional.ofNullable(cause()).map(Transport::reason);
  }

  /**
   * What an {@link io.netty.channel.MultiThreadIoEventLoopGroup} is built with.
   *
   * @throws IllegalStateException where the transport is not available: the message says why
   */
  public IoHandlerFactory ioHandler() {
    return ioHandler(cause(), best());
  }

  /** The handler, unless there is a {@code cause} against it: then {@code instead} is advised. */
  IoHandlerFactory ioHandler(@Nullable Throwable cause, Transport instead) {
    if (cause != null) {
      throw new IllegalStateException(
          "transport %s is not available here (%s): use %s"
              .formatted(word(), reason(cause), instead.word()));
    }
    return factory();
  }

  /** The listening channel of this transport. */
  public abstract Class<? extends ServerSocketChannel> serverChannel();

  /** The connected channel of this transport. */
  public abstract Class<? extends SocketChannel> channel();

  abstract @Nullable Throwable cause();

  abstract IoHandlerFactory factory();

  /** Its name as in the configuration: {@code epoll}, {@code nio}, {@code io_uring}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
