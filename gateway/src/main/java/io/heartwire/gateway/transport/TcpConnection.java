package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.Connection;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry.Attachment;
import io.heartwire.gateway.session.Vitals;
import io.heartwire.netty.HeartbeatEvent;
import io.heartwire.netty.HeartbeatHandler;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import io.heartwire.wire.FrameDecoder;
import io.heartwire.wire.FrameEncoder;
import io.heartwire.wire.FrameException;
import io.heartwire.wire.LastDisconnect;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer of a TCP listener, from accept to its end: login, then heartbeats and messages, then
 * exactly one {@link Disconnect}.
 *
 * <p>The methods of {@link Connection} may be called from any thread; all else runs on the event
 * loop of the channel, which owns every field.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter implements Connection {
  private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);

  private final Channel channel;
  private final TcpSettings settings;
  private final TcpServices services;
  private final Set<TcpConnection> strangers;
  private final InetSocketAddress remoteAddress;
  private final Pulse pulse = new Pulse();
  private final HeartbeatHandler heartbeat;
  private final FrameDecoder decoder;
  private Phase phase = Phase.STRANGER;

  /** How far it has come. */
  private sealed interface Phase {
    /** Has not said a valid hello. */
    Phase STRANGER = new Stranger();

    /** Its disconnect has been decided. */
    Phase GONE = new Gone();

    record Stranger() implements Phase {}

    /** The authenticator is being asked. */
    record AtGate(Login login, LoginGate.Place place, Optional<LastDisconnect> report)
        implements Phase {}

    record Attached(Conversation conversation) implements Phase {}

    record Gone() implements Phase {}
  }

  /** A connection that is one of {@code strangers} until it has logged in. */
  TcpConnection(
      Channel channel, TcpSettings settings, TcpServices services, Set<TcpConnection> strangers) {
    this.channel = channel;
    this.strangers = strangers;
    this.settings = settings;
    this.services = services;
    this.remoteAddress =
        channel.remoteAddress() instanceof InetSocketAddress address
            ? address
            : InetSocketAddress.createUnresolved("unknown", 0);
    this.heartbeat = services.heartbeats().handler(pulse, settings.loginPolicy());
    heartbeat.lastWord(disconnect -> leave(disconnect, Farewell.NONE));
    this.decoder =
        new FrameDecoder(
            Math.min(Frame.Hello.MAX_FRAME_BYTES, settings.limits().maxFrameBytes()),
            heartbeat::frameOpen);
  }

  /** Puts itself and what it needs into the pipeline, behind {@code encoder}. */
  void install(FrameEncoder encoder) {
    strangers.add(this);
    channel.pipeline().addLast(decoder, encoder, heartbeat, this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (!(msg instanceof Frame frame)) {
      ReferenceCountUtil.release(msg);
      return;
    }
    if (phase instanceof Phase.Gone) {
      return;
    }
    if (frame instanceof Frame.Unknown) {
      services.counters().unknownFrames.increment();
    } else if (frame instanceof Frame.Goodbye goodbye) {
      leftByItself(goodbye);
    } else if (phase instanceof Phase.Attached attached) {
      attached.conversation().received(frame).ifPresent(this::refuse);
    } else if (frame instanceof Frame.Hello hello) {
      greeted(hello);
    } else {
      refuse(
          DisconnectReason.NOT_LOGGED_IN,
          "a " + kind(frame) + " came before the login was answered: wait for the welcome");
    }
  }

  private void greeted(Frame.Hello hello) {
    if (phase instanceof Phase.AtGate) {
      refuse(DisconnectReason.LOGIN_TWICE, "a second hello came before the welcome: send one");
      return;
    }
    Optional<Disconnect> objection = Reception.objection(hello);
    if (objection.isPresent()) {
      leave(objection.get(), Farewell.NONE);
      return;
    }
    LoginGate.Entry entry = services.gate().enter(hello);
    if (entry instanceof LoginGate.Refused refused) {
      leave(refused.disconnect(), refused.farewell());
      return;
    }
    Login login = Reception.login(hello, settings.name(), remoteAddress);
    LoginGate.Place taken = (LoginGate.Place) entry;
    phase = new Phase.AtGate(login, taken, hello.lastDisconnect());
    taken
        .authenticate(login)
        .whenComplete(
            (outcome, failure) -> {
              taken.leave();
              onLoop(() -> answered(outcome, failure));
            });
  }

  private void answered(@Nullable Outcome outcome, @Nullable Throwable failure) {
    try {
      if (phase instanceof Phase.AtGate atGate) {
        obey(atGate, outcome, failure);
      }
    } catch (RuntimeException e) {
      // A stage would swallow it, and the client would wait until the login deadline.
      broken(e);
    }
  }

  private void obey(Phase.AtGate atGate, @Nullable Outcome outcome, @Nullable Throwable failure) {
    atGate.place().answered();
    if (outcome instanceof Outcome.Accepted accepted) {
      attach(atGate, accepted.identity());
    } else if (outcome instanceof Outcome.Refused refused) {
      refuse(DisconnectReason.AUTHENTICATION_FAILED, refused.why());
    } else {
      leave(
          Disconnect.of(
              DisconnectReason.AUTHENTICATOR_UNAVAILABLE, "the authenticator failed: " + failure),
          comeBackLater());
    }
  }

  private void attach(Phase.AtGate atGate, Identity identity) {
    Attachment attachment = services.registry().attach(atGate.login(), identity, this);
    if (attachment instanceof Attachment.Rejected rejected) {
      Session holder = rejected.holder();
      leave(
          Disconnect.of(
              DisconnectReason.ALREADY_ONLINE,
              "logged in since " + holder.since() + " from " + holder.remoteAddress()),
          Farewell.retryAfter(holder.policy().timeout()));
      return;
    }
    Attachment.Attached attached = (Attachment.Attached) attachment;
    Session session = attached.session();
    Conversation conversation =
        new Conversation(session, channel, heartbeat, pulse, settings, services);
    phase = new Phase.Attached(conversation);
    strangers.remove(this);
    atGate.place().welcomed();
    attached
        .previous()
        .ifPresent(last -> atGate.report().ifPresent(it -> services.review().review(last, it)));
    decoder.limit(settings.limits().maxFrameBytes());
    conversation.begin();
  }

  private void leftByItself(Frame.Goodbye goodbye) {
    end(Disconnect.of(DisconnectReason.GOODBYE, goodbye.detail()));
    channel.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof HeartbeatEvent.Dead dead) {
      end(dead.disconnect());
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!channel.isWritable()) {
      // What other threads sent while this loop was away counts until the loop has taken it over.
      onLoop(this::cutIfItDoesNotRead);
    }
    ctx.fireChannelWritabilityChanged();
  }

  private void cutIfItDoesNotRead() {
    channel.flush();
    if (!channel.isWritable() && !(phase instanceof Phase.Gone)) {
      leave(
          Disconnect.of(
              DisconnectReason.SLOW_CONSUMER,
              "more than "
                  + settings.limits().outboundMaxBytes()
                  + " bytes wait to be read by it (outbound-max)"),
          Farewell.NONE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (phase instanceof Phase.Gone) {
      return;
    }
    if (cause instanceof FrameException malformed) {
      leave(malformed.disconnect(), Farewell.NONE);
    } else if (cause instanceof IOException) {
      leave(Disconnect.of(brokenBy(text(cause)), text(cause)), Farewell.NONE);
    } else {
      broken(cause);
    }
  }

  private void broken(Throwable cause) {
    LOG.error("{}: a defect of ours ends this connection", remoteAddress, cause);
    leave(Disconnect.of(DisconnectReason.INTERNAL_ERROR, text(cause)), Farewell.NONE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(HeartbeatHandler.disconnectOf(channel).orElseGet(this::closedByPeer));
    ctx.fireChannelInactive();
  }

  private Disconnect closedByPeer() {
    return Disconnect.of(DisconnectReason.FIN, "");
  }

  @Override
  public void close(Disconnect disconnect, Farewell farewell) {
    onLoop(() -> leave(disconnect, farewell));
  }

  @Override
  public boolean send(Message message) {
    if (!channel.isActive() || !channel.isWritable()) {
      return false;
    }
    byte[] body = new byte[message.body().remaining()];
    message.body().get(body);
    channel.writeAndFlush(
        new Frame.Message(message.type(), message.id(), Bytes.copyOf(body), message.ackWanted()));
    return true;
  }

  @Override
  public void reviewPolicy() {
    onLoop(
        () -> {
          if (phase instanceof Phase.Attached attached) {
            attached.conversation().applyPolicy();
          }
        });
  }

  @Override
  public CompletionStage<Vitals> vitals() {
    CompletableFuture<Vitals> answer = new CompletableFuture<>();
    Runnable ask =
        () -> {
          if (!channel.isActive()) {
            answer.completeExceptionally(new IllegalStateException("the connection is closed"));
            return;
          }
          answer.complete(
              new Vitals(
                  heartbeat.state().name(),
                  heartbeat.silenceMs(),
                  heartbeat.rttNanos() / 1e6,
                  outboundBytes(),
                  services.inspector().inspect(channel)));
        };
    if (!onLoop(ask)) {
      answer.completeExceptionally(new IllegalStateException("the gateway has been stopped"));
    }
    return answer;
  }

  private long outboundBytes() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  private void refuse(DisconnectReason reason, String detail) {
    refuse(Disconnect.of(reason, detail));
  }

  private void refuse(Disconnect disconnect) {
    leave(disconnect, Farewell.NONE);
  }

  private void leave(Disconnect disconnect, Farewell farewell) {
    if (phase instanceof Phase.Gone) {
      return;
    }
    end(disconnect);
    if (Goodbyes.isDeafTo(disconnect.reason())) {
      Leave.atOnce(channel);
    } else {
      Leave.politely(
          channel,
          Goodbyes.of(disconnect, farewell),
          settings.limits().farewell(),
          services.counters().cutFarewells);
    }
  }

  private void end(Disconnect disconnect) {
    Phase before = phase;
    if (before instanceof Phase.Gone) {
      return;
    }
    phase = Phase.GONE;
    pulse.stop();
    strangers.remove(this);
    HeartbeatHandler.closing(channel, disconnect);
    if (before instanceof Phase.Attached attached) {
      services.registry().detach(attached.conversation().session(), disconnect);
      return;
    }
    Optional<ClientId> clientId = Optional.empty();
    if (before instanceof Phase.AtGate atGate) {
      atGate.place().leave();
      clientId = Optional.of(atGate.login().clientId());
    }
    services.disconnects().turnedAway(clientId, settings.name(), remoteAddress, disconnect);
  }

  private Farewell comeBackLater() {
    return Farewell.retryAfter(Duration.ofMillis(1_000 + services.random().nextInt(4_000)));
  }

  private boolean onLoop(Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
      return true;
    }
    try {
      channel.eventLoop().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it every connection on it.
      return false;
    }
  }

  private static String kind(Frame frame) {
    return frame.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** Our own kernel gives up (TCP_USER_TIMEOUT) for silence; a reset would be the peer's word. */
  private static DisconnectReason brokenBy(String error) {
    return error.contains("timed out") ? DisconnectReason.SILENT : DisconnectReason.RESET;
  }

  private static String text(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
