package io.heartwire.gateway.transport.mqtt;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.mqtt.ConnectRequest;
import io.heartwire.gateway.mqtt.Objection;
import io.heartwire.gateway.mqtt.ReasonCode;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.transport.Breakage;
import io.heartwire.gateway.transport.Lobby;
import io.heartwire.gateway.transport.LoginAttempt;
import io.heartwire.gateway.transport.LoginGate;
import io.heartwire.gateway.transport.LoopTasks;
import io.heartwire.gateway.transport.PeerAddress;
import io.heartwire.gateway.transport.View;
import io.heartwire.netty.HeartbeatEvent;
import io.heartwire.netty.HeartbeatHandler;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One peer that speaks MQTT, from accept to its end: CONNECT, then what a {@link MqttConversation}
 * takes, then exactly one {@link Disconnect}.
 *
 * <p>The methods of {@link io.heartwire.gateway.session.Connection} may be called from any thread;
 * all else runs on the event loop of the channel, which owns every field.
 */
final class MqttConnection extends MqttEndpoint {
  private static final int FOUR = 4;
  private static final int FIVE = 5;

  private final MqttHouse house;
  private Phase phase = Stranger.STRANGER;
  private boolean isFive;
  private boolean isOther = true;
  private boolean connectCame;
  private volatile @Nullable MqttOutflow outflow;

  /** How far it has come. */
  sealed interface Phase permits Stranger, LoggingIn, MqttConversation, Gone {}

  /** Has not sent a valid CONNECT. */
  record Stranger() implements Phase {
    static final Stranger STRANGER = new Stranger();
  }

  /** Has sent it, and waits for the answer of others; {@code early} is what it sent after it. */
  record LoggingIn(LoginAttempt attempt, ConnectRequest request, EarlyPackets early)
      implements Phase {}

  /** Its disconnect has been decided. */
  record Gone() implements Phase {
    static final Gone GONE = new Gone();
  }

  /** One of {@code lobby}'s strangers until it has logged in. */
  MqttConnection(Channel channel, Lobby lobby, MqttHouse house) {
    super(channel, lobby);
    this.house = house;
    lobby().strangers().add(this);
  }

  MqttHouse house() {
    return house;
  }

  @Override
  public Optional<Session> session() {
    return phase instanceof MqttConversation conversation
        ? Optional.of(conversation.session())
        : Optional.empty();
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

  /** The longest packet allowed now. */
  int maxPacketBytes() {
    int limit = lobby().settings().limits().maxFrameBytes();
    return phase instanceof MqttConversation ? limit : Math.min(Frame.Hello.MAX_FRAME_BYTES, limit);
  }

  /** A PINGREQ came; false if it is not answered here, and is a packet like any other. */
  boolean pinged(ChannelHandlerContext ctx) {
    return phase instanceof MqttConversation conversation && conversation.pinged(ctx);
  }

  /** The first packet is a CONNECT, of this level of the protocol. */
  void connectCame(int level) {
    connectCame = true;
    isFive = level == FIVE;
    isOther = level != FOUR && level != FIVE;
  }

  /** Something else than CONNECT came first. */
  void notConnect() {
    refuse(
        new Objection(
            ReasonCode.PROTOCOL_ERROR,
            Disconnect.of(
                DisconnectReason.NOT_LOGGED_IN, "something else came first: send CONNECT")));
  }

  void malformed(String detail) {
    refuse(Objection.of(ReasonCode.MALFORMED_PACKET, detail));
  }

  void tooLarge(int bytes) {
    leave(
        Disconnect.of(
            DisconnectReason.FRAME_TOO_LARGE,
            "a packet of " + bytes + " bytes, limit " + maxPacketBytes() + ": send smaller ones"),
        Farewell.NONE);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (phase instanceof Gone || !(msg instanceof ByteBuf packet)) {
      ReferenceCountUtil.release(msg);
      return;
    }
    heartbeat().messageHeard();
    Optional<Objection> objection = isFive ? MqttForm.objection(packet) : Optional.empty();
    if (objection.isPresent()) {
      packet.release();
      refuse(objection.get());
      return;
    }
    MqttMessage message = decode(packet);
    try {
      received(message);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private MqttMessage decode(ByteBuf packet) {
    if (!isOther) {
      return codec().decode(packet);
    }
    // It is refused, and until then it may not teach others what it speaks.
    var own = new MqttCodec(FOUR);
    try {
      return own.decode(packet);
    } finally {
      own.close();
    }
  }

  private MqttCodec codec() {
    return house.codecs().of(channel(), isFive);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (!(msg instanceof MqttMessage message)) {
      ctx.write(msg, promise);
      return;
    }
    ByteBuf encoded;
    try {
      encoded = codec().encode(message);
    } catch (RuntimeException e) {
      promise.tryFailure(e);
      return;
    }
    ctx.write(encoded, promise);
  }

  private void received(MqttMessage packet) {
    if (!packet.decoderResult().isSuccess()) {
      undecodable(packet.decoderResult().cause());
      return;
    }
    MqttMessageType type = packet.fixedHeader().messageType();
    if (phase instanceof MqttConversation conversation) {
      conversation.received(packet).ifPresent(this::refuse);
    } else if (type == MqttMessageType.CONNECT && phase instanceof Stranger) {
      greeted(new MqttReception((MqttConnectMessage) packet));
    } else if (type == MqttMessageType.CONNECT) {
      refuse(
          new Objection(
              ReasonCode.PROTOCOL_ERROR,
              Disconnect.of(DisconnectReason.LOGIN_TWICE, "a second CONNECT came: send one")));
    } else if (phase instanceof LoggingIn now) {
      now.early().add(packet).ifPresent(this::refuse);
    } else {
      notConnect();
    }
  }

  private void undecodable(Throwable cause) {
    isFive &= !(cause instanceof MqttUnacceptableProtocolVersionException);
    refuse(MqttForm.undecodable(cause));
  }

  private void greeted(MqttReception reception) {
    Optional<Objection> objection = reception.objection();
    if (objection.isPresent()) {
      Objection it = objection.get();
      leave(it.disconnect(), Farewell.NONE, Optional.of(it.code()), reception.maxPacketBytes());
      return;
    }
    ConnectRequest request = reception.request();
    Login login = reception.login(request, lobby(), PeerAddress.of(channel()));
    LoginGate.Entry entry = services().gate().enter(login.clientId().value(), Bytes.EMPTY);
    if (entry instanceof LoginGate.Refused refused) {
      leave(refused.disconnect(), refused.farewell());
      return;
    }
    LoginAttempt attempt =
        new LoginAttempt(
            this,
            login,
            (LoginGate.Place) entry,
            LoginAttempt.Return.without(!request.cleanStart()));
    phase = new LoggingIn(attempt, request, new EarlyPackets());
    attempt.begin();
  }

  @Override
  public void goOn(LoginAttempt attempt, Runnable next, Consumer<Disconnect> ended) {
    Runnable step =
        () -> {
          if (!(phase instanceof LoggingIn now && now.attempt() == attempt)) {
            ended.accept(Breakage.endOf(channel(), 0));
            return;
          }
          try {
            next.run();
          } catch (RuntimeException e) {
            // A stage would swallow it, and the client would wait until the login deadline.
            broken(e);
          }
        };
    if (!LoopTasks.run(channel(), step)) {
      ended.accept(Disconnect.of(DisconnectReason.SHUTDOWN, "the gateway was stopped"));
    }
  }

  @Override
  public void attached(Session session) {
    if (phase instanceof LoggingIn now) {
      MqttConversation conversation = new MqttConversation(this, session, now);
      outflow = conversation.outflow();
      phase = conversation;
      lobby().strangers().remove(this);
    }
  }

  @Override
  public void welcome() {
    if (phase instanceof MqttConversation conversation) {
      conversation.begin().forEach(this::receivedEarly);
    }
  }

  private void receivedEarly(MqttMessage packet) {
    if (!(phase instanceof Gone)) {
      received(packet);
    }
    ReferenceCountUtil.release(packet);
  }

  /** The client says DISCONNECT. */
  void leftByItself(Disconnect disconnect) {
    end(disconnect);
    channel().close();
  }

  @Override
  public boolean send(Message message) {
    MqttOutflow flow = outflow;
    return flow != null && channel().isActive() && channel().isWritable() && flow.send(message);
  }

  @Override
  public void reviewPolicy() {
    LoopTasks.run(
        channel(),
        () -> {
          if (phase instanceof MqttConversation conversation) {
            conversation.hold();
          }
        });
  }

  @Override
  public Spot spot() {
    MqttOutflow flow = outflow;
    return View.spot(channel(), flow == null ? "" : flow.lastTypeUp());
  }

  @Override
  public Duration longestAbsence() {
    MqttOutflow flow = outflow;
    return flow == null ? super.longestAbsence() : flow.sessionLasts();
  }

  /** The largest packet that the client takes, as far as it has said so. */
  private long mostBytes() {
    if (phase instanceof LoggingIn now) {
      return now.request().maxPacketBytes();
    }
    return phase instanceof MqttConversation conversation
        ? conversation.outflow().maxPacketBytes()
        : Integer.MAX_VALUE;
  }

  private void refuse(Objection objection) {
    leave(objection.disconnect(), Farewell.NONE, Optional.of(objection.code()), mostBytes());
  }

  @Override
  public void leave(Disconnect disconnect, Farewell farewell) {
    leave(disconnect, farewell, Optional.empty(), mostBytes());
  }

  private void leave(
      Disconnect disconnect, Farewell farewell, Optional<ReasonCode> code, long mostBytes) {
    if (phase instanceof Gone) {
      return;
    }
    boolean loggedIn = phase instanceof MqttConversation;
    end(disconnect);
    MqttFarewell words = new MqttFarewell(isFive, disconnect, farewell, code, mostBytes);
    if (loggedIn) {
      words.ofSession(channel(), lobby());
    } else {
      words.ofLogin(channel(), lobby(), connectCame);
    }
  }

  @Override
  boolean isGone() {
    return phase instanceof Gone;
  }

  @Override
  void end(Disconnect disconnect) {
    Phase before = phase;
    if (before instanceof Gone) {
      return;
    }
    phase = Gone.GONE;
    lobby().strangers().remove(this);
    HeartbeatHandler.closing(channel(), disconnect);
    if (before instanceof MqttConversation conversation) {
      services().registry().detach(conversation.session(), disconnect);
      conversation.ended(disconnect);
      return;
    }
    Optional<ClientId> clientId = Optional.empty();
    if (before instanceof LoggingIn now) {
      now.attempt().abandon();
      now.early().drop();
      clientId = Optional.of(now.attempt().clientId());
    }
    services()
        .disconnects()
        .turnedAway(clientId, lobby().settings().name(), PeerAddress.of(channel()), disconnect);
  }
}
