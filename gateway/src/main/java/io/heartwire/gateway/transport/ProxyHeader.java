package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Farewell;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Takes the header of the PROXY protocol off the beginning of a connection from a named proxy, and
 * leaves the pipeline after that. The login deadline holds for it, too.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
  private static final int MAX_EXTRAS_BYTES = 4_096;

  private final Lobby lobby;
  private final Guest guest;

  private ProxyHeader(Lobby lobby, Guest guest) {
    this.lobby = lobby;
    this.guest = guest;
  }

  /**
   * Expects the header at the beginning of {@code channel}, before all handlers that it has, TLS
   * among them.
   *
   * @param guest whom it is about
   */
  static void expect(Channel channel, Lobby lobby, Guest guest) {
    channel.pipeline().addFirst(new Decoder(), new ProxyHeader(lobby, guest));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws UnknownHostException {
    if (!(msg instanceof HAProxyMessage header)) {
      ctx.fireChannelRead(msg);
      return;
    }
    try {
      // Without an address the proxy speaks for itself: to look whether we are there, mostly.
      String address = header.sourceAddress();
      boolean told =
          switch (header.proxiedProtocol().addressFamily()) {
            case AF_IPv4, AF_IPv6 -> address != null;
            default -> false;
          };
      if (told) {
        // The codec has seen to it that it is no name.
        var at = new InetSocketAddress(InetAddress.getByName(address), header.sourcePort());
        Sources.told(ctx.channel(), at, lobby, guest);
      }
    } finally {
      header.release();
    }
    ctx.pipeline().remove(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof HAProxyProtocolException) {
      guest.close(
          Disconnect.of(
              DisconnectReason.MALFORMED_FRAME,
              "no header of the PROXY protocol came from "
                  + PeerAddress.ofSocket(ctx.channel()).getHostString()
                  + ", one of listeners."
                  + lobby.settings().section()
                  + ".proxies: have it send one, or take it out"),
          Farewell.NONE);
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  /** Netty's, which would wait for the end of a line that is no header. */
  private static final class Decoder extends HAProxyMessageDecoder {
    private static final byte VERSION_1 = 'P';
    private static final byte VERSION_2 = '\r';
    private boolean begun;
    private boolean refused;

    Decoder() {
      super(MAX_EXTRAS_BYTES, true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
      if (!begun && msg instanceof ByteBuf bytes && bytes.isReadable()) {
        begun = true;
        byte first = bytes.getByte(bytes.readerIndex());
        refused = first != VERSION_1 && first != VERSION_2;
        if (refused) {
          ctx.fireExceptionCaught(new HAProxyProtocolException("it begins with " + first));
        }
      }
      if (refused) {
        ReferenceCountUtil.release(msg);
      } else {
        super.channelRead(ctx, msg);
      }
    }
  }
}
