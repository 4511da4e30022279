package io.heartwire.gateway.transport.mqtt;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.mqtt.Bequest;
import io.heartwire.gateway.mqtt.ConnectRequest;
import io.heartwire.gateway.mqtt.KeepAlive;
import io.heartwire.gateway.mqtt.Objection;
import io.heartwire.gateway.mqtt.ReasonCode;
import io.heartwire.gateway.mqtt.Subscriptions;
import io.heartwire.gateway.mqtt.Topics;
import io.heartwire.gateway.mqtt.Will;
import io.heartwire.gateway.mqtt.Wills;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.transport.Cohorts;
import io.heartwire.gateway.transport.LoopScheduler;
import io.heartwire.gateway.transport.Renewal;
import io.heartwire.gateway.transport.TcpServices;
import io.heartwire.gateway.transport.TcpSettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is said on an MQTT connection between its CONNACK and its end.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
final class MqttConversation implements MqttConnection.Phase {
  private final MqttConnection connection;
  private final Session session;
  private final MqttSettings settings;
  private final MqttOutflow outflow;
  private final boolean isFive;
  private final boolean outlasts;
  private Optional<Will> will;
  private int keepAliveSeconds;
  private MqttConnection.@Nullable LoggingIn login;
  private @Nullable MqttInflow inflow;
  private @Nullable Renewal renewal;

  /** Of a client that has logged in with {@code login}, which is forgotten with the welcome. */
  MqttConversation(MqttConnection connection, Session session, MqttConnection.LoggingIn login) {
    ConnectRequest request = login.request();
    this.connection = connection;
    this.session = session;
    this.login = login;
    this.isFive = request.isFive();
    this.settings = connection.house().settings().get();
    this.will = request.will();
    this.keepAliveSeconds = (int) request.keepAlive().toSeconds();
    this.outflow = new MqttOutflow(connection, session, request);
    this.outlasts = !request.expiry().isZero();
  }

  Session session() {
    return session;
  }

  MqttOutflow outflow() {
    return outflow;
  }

  /** Says CONNACK, and answers what came before; only now the client is held to its keep alive. */
  List<MqttMessage> begin() {
    MqttConnection.LoggingIn before = login;
    login = null;
    if (before == null) {
      return List.of();
    }
    ConnectRequest request = before.request();
    TcpServices services = services();
    Duration keepAlive = request.keepAlive(services.registry().policies().of(session).interval());
    keepAliveSeconds = (int) keepAlive.toSeconds();
    boolean sameSession = session.connectionNumber() > 1;
    Optional<Subscriptions> known =
        sameSession ? house().kept().find(session.clientId(), session.epoch()) : Optional.empty();
    outflow.subscribed(known.orElse(Subscriptions.NONE));
    if (outlasts) {
      house().kept().keep(session.clientId(), session.epoch(), outflow.subscriptions());
    }
    house().wills().returned(session.clientId(), sameSession);
    connection.heartbeat().cohorts(Cohorts.of(session));
    hold();
    Channel channel = connection.channel();
    channel.writeAndFlush(
        MqttPackets.accepted(
            known.isPresent(),
            request.isFive()
                ? new MqttTerms(request, keepAlive, services.presence().grace(session.group()))
                    .properties(session.clientId(), connection.maxPacketBytes())
                : MqttProperties.NO_PROPERTIES),
        channel.voidPromise());
    if (session.expiry().isPresent()) {
      // MQTT has no word to ask for another: it logs in anew once this one has run out.
      renewal = new Renewal(connection, session, left -> {});
    }
    if (!outflow.subscriptions().isEmpty()) {
      services.courier().attached(session);
    }
    return before.early().take();
  }

  /** Looks up its policy, and holds the client to it; its keep alive stays as it was told. */
  void hold() {
    LivenessPolicy policy =
        house()
            .policies()
            .shared(
                KeepAlive.policy(
                    Duration.ofSeconds(keepAliveSeconds),
                    services().registry().policies().of(session),
                    new KeepAlive.Rules(
                        settings.check(),
                        settings.trustAcks() && !connection.isProxied(),
                        settings.idleTimeout(),
                        settings.strict())));
    session.adopted(policy);
    connection.heartbeat().policy(policy);
    TcpSettings listener = connection.lobby().settings();
    listener.knobs().follow(connection.channel(), policy, listener.longestPolicy());
  }

  /** A PINGREQ came: answered with the read that brought it. */
  boolean pinged(ChannelHandlerContext ctx) {
    connection.heartbeat().received(ctx, MqttHeartbeatCodec.PINGREQ);
    if (keepAliveSeconds == 0) {
      connection.heartbeat().messageHeard();
    }
    return true;
  }

  /** Takes in {@code packet}; answers why the connection must end if it is one too many. */
  Optional<Objection> received(MqttMessage packet) {
    MqttMessageType type = packet.fixedHeader().messageType();
    return switch (type) {
      case PUBLISH -> published((MqttPublishMessage) packet);
      case PUBACK -> {
        outflow.acknowledged(((MqttMessageIdVariableHeader) packet.variableHeader()).messageId());
        yield Optional.empty();
      }
      case SUBSCRIBE -> subscribed((MqttSubscribeMessage) packet);
      case UNSUBSCRIBE -> unsubscribed((MqttUnsubscribeMessage) packet);
      case PINGREQ -> {
        ChannelHandlerContext ctx = connection.channel().pipeline().context(MqttFramer.class);
        pinged(ctx);
        connection.heartbeat().readCompleted(ctx);
        yield Optional.empty();
      }
      case DISCONNECT -> disconnected(packet);
      default ->
          objection(
              ReasonCode.PROTOCOL_ERROR,
              "a " + type + " came, which is not its turn: leave it out");
    };
  }

  private Optional<Objection> published(MqttPublishMessage publish) {
    Optional<Objection> objection = MqttRules.objection(publish, isFive);
    if (objection.isPresent()) {
      return objection;
    }
    boolean ackWanted = MqttRules.isAcknowledged(publish);
    String problem = Topics.problemWith(publish.variableHeader().topicName());
    if (!problem.isEmpty()) {
      return objection(ReasonCode.TOPIC_NAME_INVALID, problem);
    }
    return inflow().deliver(publish, ackWanted)
        ? Optional.empty()
        : objection(
            ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
            "more than "
                + MqttInflow.RECEIVE_MAXIMUM
                + " messages without an answer: wait for the answers");
  }

  private MqttInflow inflow() {
    MqttInflow known = inflow;
    if (known == null) {
      known = new MqttInflow(connection, session, isFive);
      inflow = known;
      outflow.up(known);
    }
    return known;
  }

  private Optional<Objection> subscribed(MqttSubscribeMessage subscribe) {
    Optional<Objection> objection = MqttRules.objection(subscribe, isFive);
    if (objection.isPresent()) {
      return objection;
    }
    Subscriptions before = outflow.subscriptions();
    MqttRules.Granted granted = MqttRules.grant(subscribe, before, isFive);
    subscribedTo(granted.subscriptions());
    connection
        .channel()
        .writeAndFlush(
            MqttPackets.suback(subscribe.variableHeader().messageId(), granted.codes()),
            connection.channel().voidPromise());
    if (!granted.subscriptions().equals(before)) {
      services().courier().again(session);
    }
    return Optional.empty();
  }

  private Optional<Objection> unsubscribed(MqttUnsubscribeMessage unsubscribe) {
    List<String> filters = unsubscribe.payload().topics();
    if (filters.isEmpty()) {
      return objection(ReasonCode.PROTOCOL_ERROR, "an UNSUBSCRIBE came without a filter: name one");
    }
    Subscriptions before = outflow.subscriptions();
    Subscriptions next = before;
    for (String filter : filters) {
      next = next.without(filter);
    }
    subscribedTo(next);
    List<Short> codes =
        filters.stream()
            .map(
                filter ->
                    before.filters().containsKey(filter)
                        ? ReasonCode.SUCCESS
                        : ReasonCode.NO_SUBSCRIPTION_EXISTED)
            .map(code -> (short) code.number())
            .toList();
    connection
        .channel()
        .writeAndFlush(
            MqttPackets.unsuback(unsubscribe.variableHeader().messageId(), codes, isFive),
            connection.channel().voidPromise());
    return Optional.empty();
  }

  private void subscribedTo(Subscriptions next) {
    outflow.subscribed(next);
    if (outlasts) {
      house().kept().keep(session.clientId(), session.epoch(), next);
    }
  }

  private Optional<Objection> disconnected(MqttMessage disconnect) {
    MqttRules.Leaving leaving = MqttRules.leaving(disconnect);
    if (leaving.expiry().isPresent() && !outlasts) {
      return objection(
          ReasonCode.PROTOCOL_ERROR,
          "its CONNECT asked for no session that outlasts it: ask there, or not at all");
    }
    leaving.expiry().ifPresent(outflow::sessionLasts);
    if (!leaving.withWill()) {
      will = Optional.empty();
    }
    connection.leftByItself(Disconnect.of(DisconnectReason.GOODBYE, leaving.detail()));
    return Optional.empty();
  }

  /** The connection has ended. */
  void ended(Disconnect disconnect) {
    if (login != null) {
      login.early().drop();
    }
    if (renewal != null) {
      renewal.end();
    }
    Optional<Session> newer = services().registry().session(session.clientId());
    boolean goesOn = newer.filter(it -> it.epoch() == session.epoch()).isPresent();
    Duration grace = services().presence().grace(session.group(), disconnect.reason());
    Duration lasts = outflow.sessionLasts().compareTo(grace) < 0 ? outflow.sessionLasts() : grace;
    if (newer.isPresent()) {
      lasts = Duration.ZERO;
    }
    Channel channel = connection.channel();
    long now = channel.eventLoop().ticker().nanoTime();
    if (outlasts && !goesOn) {
      // Its epoch may have grown since, and it comes back to the present one.
      house().kept().keep(session.clientId(), session.epoch(), outflow.subscriptions());
      house().kept().left(session.clientId(), session.epoch(), lasts.toNanos(), now);
    }
    tellWill(disconnect, goesOn, lasts);
  }

  private void tellWill(Disconnect disconnect, boolean goesOn, Duration lasts) {
    Optional<Will> last = will;
    will = Optional.empty();
    boolean isVoid = goesOn && last.filter(it -> !it.delay().isZero()).isPresent();
    if (last.isEmpty() || isVoid || !Wills.isTold(disconnect.reason())) {
      return;
    }
    Channel channel = connection.channel();
    house()
        .wills()
        .lost(
            new Bequest(session.clientId(), session.user(), session.epoch(), last.get()),
            lasts,
            new LoopScheduler(channel.eventLoop(), () -> channel.eventLoop().ticker().nanoTime()));
  }

  private static Optional<Objection> objection(ReasonCode code, String detail) {
    return Optional.of(Objection.of(code, detail));
  }

  private MqttHouse house() {
    return connection.house();
  }

  private TcpServices services() {
    return connection.services();
  }
}
