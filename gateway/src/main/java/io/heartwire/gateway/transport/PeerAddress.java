package io.heartwire.gateway.transport;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;

/** Where the peer of a channel is: what a named proxy told, else the other end of the socket. */
public final class PeerAddress {
  private static final InetSocketAddress UNKNOWN = InetSocketAddress.createUnresolved("unknown", 0);
  private static final AttributeKey<InetSocketAddress> TOLD =
      AttributeKey.valueOf("heartwire.peer-address");

  private PeerAddress() {}

  /** Where the peer is; a name that says so if that is not known. */
  public static InetSocketAddress of(Channel channel) {
    return isTold(channel) ? channel.attr(TOLD).get() : ofSocket(channel);
  }

  /** The other end of the socket, which may be a proxy. */
  public static InetSocketAddress ofSocket(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address ? address : UNKNOWN;
  }

  /** A proxy has told it: what the kernel knows of the socket is the proxy's, not the client's. */
  public static boolean isTold(Channel channel) {
    return channel.hasAttr(TOLD);
  }

  /** A proxy tells that the peer of {@code channel} is at {@code address}. */
  public static void tell(Channel channel, InetSocketAddress address) {
    channel.attr(TOLD).set(address);
  }
}
