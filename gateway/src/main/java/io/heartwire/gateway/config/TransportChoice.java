package io.heartwire.gateway.config;

/** Which of Netty's transports the listeners use. */
public enum TransportChoice {
  /** epoll on Linux, NIO elsewhere. */
  AUTO,
  /** Linux; as with io_uring, the kernel can be asked for evidence. */
  EPOLL,
  /** Everywhere. */
  NIO,
  /** Linux, where the kernel allows it. */
  IO_URING {
    @Override
    public String toString() {
      return "io_uring";
    }
  }
}
