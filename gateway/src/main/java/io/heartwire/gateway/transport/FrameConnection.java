package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.session.Connection;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.Vitals;
import io.heartwire.netty.Heartbeat;
import io.heartwire.netty.HeartbeatEvent;
import io.heartwire.netty.HeartbeatHandler;
import io.heartwire.netty.HeartbeatHost;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer that speaks our frames, from accept to its end: login, then heartbeats and messages,
 * then exactly one {@link Disconnect}.
 *
 * <p>The methods of {@link Connection} may be called from any thread; all else runs on the event
 * loop of the channel, which owns every field.
 */
public final class FrameConnection extends FrameHandler
    implements Newcomer, SessionHolder, HeartbeatHost {
  private static final Logger LOG = LoggerFactory.getLogger(FrameConnection.class);

  private final Channel channel;
  private final Lobby lobby;
  private final Heartbeat heartbeat;
  private Phase phase;

  /** How far it has come. */
  sealed interface Phase permits Stranger, LoggingIn, Conversation, Gone {}

  /** Has not said a valid hello; {@code pulse} waits for its login. */
  record Stranger(Pulse pulse) implements Phase {}

  /** Has said hello, and waits for the answer of others. */
  record LoggingIn(LoginAttempt attempt, Pulse pulse) implements Phase {}

  /** Its disconnect has been decided. */
  record Gone() implements Phase {
    static final Gone GONE = new Gone();
  }

  /**
   * Goes into the pipeline of {@code channel}, a stranger in {@code lobby} until it has logged in.
   */
  public FrameConnection(Channel channel, Lobby lobby) {
    this.channel = channel;
    this.lobby = lobby;
    Pulse pulse = new Pulse();
    this.heartbeat = services().heartbeats().heartbeat(pulse, this, lobby.settings().loginPolicy());
    this.phase = new Stranger(pulse);
    lobby.strangers().add(this);
    channel.pipeline().addLast(this);
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public Lobby lobby() {
    return lobby;
  }

  @Override
  public Heartbeat heartbeat() {
    return heartbeat;
  }

  Phase phase() {
    return phase;
  }

  @Override
  public Optional<Session> session() {
    return phase instanceof Conversation conversation
        ? Optional.of(conversation.session())
        : Optional.empty();
  }

  TcpServices services() {
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
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    heartbeat.end();
  }

  @Override
  int maxFrameBytes() {
    int limit = lobby.settings().limits().maxFrameBytes();
    return phase instanceof Conversation ? limit : Math.min(Frame.Hello.MAX_FRAME_BYTES, limit);
  }

  @Override
  public void bytesCame() {
    heartbeat.bytesCame();
  }

  @Override
  void frameOpen(boolean open) {
    heartbeat.frameOpen(open);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    heartbeat.readCompleted(ctx);
    super.channelReadComplete(ctx);
  }

  @Override
  ChannelPromise counted(ChannelPromise promise) {
    return heartbeat.counted(promise);
  }

  @Override
  public ChannelHandlerContext context() {
    return channel.pipeline().context(this);
  }

  @Override
  public void happened(HeartbeatEvent event) {
    if (event instanceof HeartbeatEvent.Dead dead) {
      end(dead.disconnect());
    }
  }

  @Override
  public boolean lastWord(Disconnect disconnect) {
    leave(disconnect, Farewell.NONE);
    return true;
  }

  @Override
  void received(ChannelHandlerContext ctx, Frame frame) {
    if (!heartbeat.received(ctx, frame)) {
      return;
    }
    if (phase instanceof Gone) {
      return;
    }
    if (frame instanceof Frame.Unknown) {
      services().counters().unknownFrames.increment();
    } else if (frame instanceof Frame.Goodbye goodbye) {
      leftByItself(goodbye);
    } else if (phase instanceof Conversation conversation) {
      conversation.received(frame).ifPresent(why -> leave(why, Farewell.NONE));
    } else if (frame instanceof Frame.Hello hello) {
      greeted(hello);
    } else {
      refuse(
          DisconnectReason.NOT_LOGGED_IN,
          "a "
              + Reception.kind(frame)
              + " came before the login was answered: wait for the welcome");
    }
  }

  private void greeted(Frame.Hello hello) {
    if (!(phase instanceof Stranger stranger)) {
      refuse(DisconnectReason.LOGIN_TWICE, "a second hello came before the welcome: send one");
      return;
    }
    Optional<Disconnect> objection = Reception.objection(hello);
    if (objection.isPresent()) {
      leave(objection.get(), Farewell.NONE);
      return;
    }
    LoginGate.Entry entry = services().gate().enter(hello.clientId(), hello.resumeToken());
    if (entry instanceof LoginGate.Refused refused) {
      leave(refused.disconnect(), refused.farewell());
      return;
    }
    Login login = Reception.login(hello, lobby, PeerAddress.of(channel));
    LoginGate.Place place = (LoginGate.Place) entry;
    LoginAttempt attempt = new LoginAttempt(this, login, place, LoginAttempt.Return.of(hello));
    phase = new LoggingIn(attempt, stranger.pulse());
    attempt.begin();
  }

  @Override
  public void goOn(LoginAttempt attempt, Runnable next, Consumer<Disconnect> ended) {
    Runnable step =
        () -> {
          if (!(phase instanceof LoggingIn now && now.attempt() == attempt)) {
            ended.accept(Breakage.endOf(channel, 0));
            return;
          }
          try {
            next.run();
          } catch (RuntimeException e) {
            // A stage would swallow it, and the client would wait until the login deadline.
            broken(e);
          }
        };
    if (!onLoop(step)) {
      ended.accept(Disconnect.of(DisconnectReason.SHUTDOWN, "the gateway was stopped"));
    }
  }

  @Override
  public void attached(Session session) {
    if (phase instanceof LoggingIn now) {
      phase = new Conversation(this, session, now.pulse());
      lobby.strangers().remove(this);
    }
  }

  @Override
  public void welcome() {
    if (phase instanceof Conversation conversation) {
      conversation.begin();
    }
  }

  private void leftByItself(Frame.Goodbye goodbye) {
    end(Disconnect.of(DisconnectReason.GOODBYE, goodbye.detail()));
    channel.close();
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
    if (!channel.isWritable() && !(phase instanceof Gone)) {
      leave(Breakage.slow(lobby.settings().limits().outboundMaxBytes()), Farewell.NONE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(phase instanceof Gone)) {
      broken(cause);
    }
  }

  private void broken(Throwable cause) {
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
          if (phase instanceof Conversation conversation) {
            conversation.applyPolicy();
          }
        });
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

  @Override
  public Spot spot() {
    // The phase belongs to the loop; whoever reads it from elsewhere may see the one before, which
    // is as good an answer a moment ago.
    return View.spot(
        channel, phase instanceof Conversation conversation ? conversation.lastType() : "");
  }

  private void refuse(DisconnectReason reason, String detail) {
    leave(Disconnect.of(reason, detail), Farewell.NONE);
  }

  @Override
  public void leave(Disconnect disconnect, Farewell farewell) {
    if (phase instanceof Gone) {
      return;
    }
    end(disconnect);
    Leave.saying(channel, disconnect, farewell, lobby);
  }

  private void end(Disconnect disconnect) {
    Phase before = phase;
    if (before instanceof Gone) {
      return;
    }
    phase = Gone.GONE;
    lobby.strangers().remove(this);
    HeartbeatHandler.closing(channel, disconnect);
    if (before instanceof Conversation conversation) {
      conversation.end();
      services().registry().detach(conversation.session(), disconnect);
      return;
    }
    Optional<ClientId> clientId = Optional.empty();
    if (before instanceof LoggingIn now) {
      now.attempt().abandon();
      clientId = Optional.of(now.attempt().clientId());
    }
    services()
        .disconnects()
        .turnedAway(clientId, lobby.settings().name(), PeerAddress.of(channel), disconnect);
  }

  /** False if the loop takes no more tasks. */
  boolean onLoop(Runnable task) {
    return LoopTasks.run(channel, task);
  }
}
