package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Farewell;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The two ways of closing a connection. On its event loop. */
public final class Leave {
  private Leave() {}

  /** Closes the connection: with a goodbye where the peer may listen, at once where it is deaf. */
  static void saying(Channel channel, Disconnect disconnect, Farewell farewell, Lobby lobby) {
    if (!wordlessly(channel, disconnect.reason())) {
      politely(
          channel,
          Goodbyes.of(disconnect, farewell),
          lobby.settings().limits().farewell(),
          lobby.services().counters().cutFarewells);
    }
  }

  /**
   * Closes {@code channel} at once if there is no way to tell its peer that it leaves for {@code
   * reason}: it is deaf to it, or TLS with it failed or is not there yet. False if it can be told,
   * and then nothing was done.
   */
  public static boolean wordlessly(Channel channel, DisconnectReason reason) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (reason == DisconnectReason.TLS_FAILED) {
      // TLS sends its alert once it has told us: not before this, and a reset would destroy it.
      channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
    } else if (Goodbyes.isDeafTo(reason) || (tls != null && !tls.handshakeFuture().isSuccess())) {
      atOnce(channel);
    } else {
      return false;
    }
    return true;
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
    // Past the pipeline: TLS would wait for its own goodbye to be taken.
    channel.unsafe().close(channel.voidPromise());
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
              LastWord ending = channel.pipeline().get(LastWord.class);
              if (!written.isSuccess()) {
                atOnce(channel);
              } else if (ending != null) {
                ending.said(channel);
              } else {
                endOutput(channel);
              }
            });
  }

  /** We have said all; close() with bytes of the peer unread would send RST and destroy it. */
  private static void endOutput(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (!(channel instanceof DuplexChannel duplex)) {
      channel.close();
    } else if (tls == null) {
      duplex.shutdownOutput();
    } else {
      tls.closeOutbound().addListener(done -> duplex.shutdownOutput());
    }
  }
}
