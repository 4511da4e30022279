package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.gateway.session.Farewell;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The two ways of closing a connection. On its event loop. */
public final class Leave {
  private Leave() {}

  /** Closes the connection: with a goodbye where the peer may listen, at once where it is deaf. */
  static void saying(Channel channel, Disconnect disconnect, Farewell farewell, Lobby lobby) {
    if (Goodbyes.isDeafTo(disconnect.reason())) {
      atOnce(channel);
    } else {
      politely(
          channel,
          Goodbyes.of(disconnect, farewell),
          lobby.settings().limits().farewell(),
          lobby.services().counters().cutFarewells);
    }
  }

  /*
   * With SO_LINGER 0 the kernel forgets the connection at once and sends RST: nothing waits for a
   * peer that is dead or does not read. Only values above 0 can block the closer.
   */
  /** Cuts the connection: what was not sent is thrown away, the peer is told nothing. */
  public static void atOnce(Channel channel) {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException e) {
      // The peer was faster: the kernel has forgotten the connection already.
    }
    channel.close();
  }

  /**
   * Says {@code goodbye}, gives the peer up to {@code wait} to read it and close, then cuts.
   *
   * @param cuts counts the peers that did not close in time
   */
  public static void politely(Channel channel, Object goodbye, Duration wait, LongAdder cuts) {
    Future<?> cut =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  if (channel.isOpen()) {
                    cuts.increment();
                    atOnce(channel);
                  }
                },
                wait.toMillis(),
                TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> cut.cancel(false));
    channel
        .writeAndFlush(goodbye)
        .addListener(
            (ChannelFuture written) -> {
              if (!written.isSuccess()) {
                atOnce(channel);
              } else if (channel instanceof DuplexChannel duplex) {
                // close() with bytes of the peer unread would send RST and destroy the goodbye.
                duplex.shutdownOutput();
              } else {
                channel.close();
              }
            });
  }
}
