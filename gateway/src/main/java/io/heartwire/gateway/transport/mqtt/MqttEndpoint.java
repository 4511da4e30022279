package io.heartwire.gateway.transport.mqtt;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Vitals;
import io.heartwire.gateway.transport.Breakage;
import io.heartwire.gateway.transport.Lobby;
import io.heartwire.gateway.transport.LoopTasks;
import io.heartwire.gateway.transport.Newcomer;
import io.heartwire.gateway.transport.PeerAddress;
import io.heartwire.gateway.transport.SessionHolder;
import io.heartwire.gateway.transport.TcpServices;
import io.heartwire.gateway.transport.View;
import io.heartwire.netty.Heartbeat;
import io.heartwire.netty.HeartbeatHost;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a channel that speaks MQTT, whatever is said on it: its life on its event loop, and
 * what others see of it.
 *
 * <p>The methods of {@link io.heartwire.gateway.session.Connection} may be called from any thread;
 * all else runs on the event loop of the channel.
 */
abstract class MqttEndpoint extends ChannelDuplexHandler
    implements Newcomer, SessionHolder, HeartbeatHost {
  private static final Logger LOG = LoggerFactory.getLogger(MqttEndpoint.class);

  private final Channel channel;
  private final Lobby lobby;
  private final Heartbeat heartbeat;

  MqttEndpoint(Channel channel, Lobby lobby) {
    this.channel = channel;
    this.lobby = lobby;
    this.heartbeat =
        lobby
            .services()
            .heartbeats()
            .heartbeat(MqttHeartbeatCodec.INSTANCE, this, lobby.settings().loginPolicy());
  }

  /** Whether its disconnect has been decided. */
  abstract boolean isGone();

  /** Its disconnect is decided; the first call counts. */
  abstract void end(Disconnect disconnect);

  @Override
  public final void bytesCame() {
    heartbeat.bytesCame();
  }

  @Override
  public final Channel channel() {
    return channel;
  }

  @Override
  public final Lobby lobby() {
    return lobby;
  }

  @Override
  public final Heartbeat heartbeat() {
    return heartbeat;
  }

  final TcpServices services() {
    return lobby.services();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (channel.isRegistered()) {
      heartbeat.begin();
    }
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ctx) {
    heartbeat.begin();
    ctx.fireChannelRegistered();
  }

  @Override
  public void channelUnregistered(ChannelHandlerContext ctx) {
    heartbeat.end();
    ctx.fireChannelUnregistered();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    heartbeat.end();
  }

  @Override
  public ChannelHandlerContext context() {
    return channel.pipeline().context(this);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!channel.isWritable()) {
      // What other threads sent while this loop was away counts until the loop has taken it over.
      LoopTasks.run(channel, this::cutIfItDoesNotRead);
    }
    ctx.fireChannelWritabilityChanged();
  }

  private void cutIfItDoesNotRead() {
    channel.flush();
    if (!channel.isWritable() && !isGone()) {
      leave(Breakage.slow(lobby.settings().limits().outboundMaxBytes()), Farewell.NONE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!isGone()) {
      broken(cause);
    }
  }

  final void broken(Throwable cause) {
    Disconnect why = Breakage.of(cause, heartbeat.silenceMs());
    if (why.reason() == DisconnectReason.INTERNAL_ERROR) {
      LOG.error("{}: a defect of ours ends this connection", PeerAddress.of(channel), cause);
    }
    leave(why, Farewell.NONE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    long silenceMs = heartbeat.silenceMs();
    try {
      super.channelInactive(ctx);
    } finally {
      heartbeat.end();
      end(Breakage.endOf(channel, silenceMs));
    }
  }

  @Override
  public void close(Disconnect disconnect, Farewell farewell) {
    LoopTasks.run(channel, () -> leave(disconnect, farewell));
  }

  @Override
  public CompletionStage<Vitals> vitals() {
    return View.vitals(channel, heartbeat, services().inspector());
  }

  @Override
  public boolean isProxied() {
    return PeerAddress.isTold(channel);
  }

  @Override
  public SocketSnapshot glance() {
    return services().inspector().glance(channel);
  }
}
