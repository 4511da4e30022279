package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.health.Health;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Session;
import io.heartwire.netty.LoopLabel;
import io.heartwire.wire.Frame;
import io.heartwire.wire.GroupVersion;
import io.heartwire.wire.Status;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is said on a connection between its welcome and its end.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
final class Conversation implements FrameConnection.Phase, Pulse.Client {
  private static final int REVIEW_MINUTES = 5;
  private static final Duration AFTER_A_FLOOD = Duration.ofMinutes(1);

  private final FrameConnection connection;
  private final Session session;
  private final Pulse pulse;
  private @Nullable MessageFlow messages;
  private @Nullable StatusWatch status;
  private boolean askedForGroup;
  private @Nullable Renewal renewal;

  Conversation(FrameConnection connection, Session session, Pulse pulse) {
    this.connection = connection;
    this.session = session;
    this.pulse = pulse;
  }

  Session session() {
    return session;
  }

  /** The connection ends: no ping is answered any more. */
  void end() {
    pulse.stop();
    if (status != null) {
      status.end();
    }
    if (renewal != null) {
      renewal.end();
    }
  }

  /** Says welcome; only now the client is held to a policy of silence. */
  void begin() {
    LivenessPolicy policy = services().registry().policies().of(session);
    session.adopted(policy);
    Channel channel = connection.channel();
    pulse.welcomed(policy, this, channel.eventLoop().ticker().nanoTime());
    channel.writeAndFlush(
        new Frame.Welcome(
            session.sessionId(),
            session.epoch(),
            policy.interval().toMillis(),
            policy.timeout().toMillis(),
            services().presence().token(session.clientId(), session.epoch()),
            services().wallClock().millis(),
            new GroupVersion(
                session.group(), services().registry().groups().version(session.group()))));
    connection.heartbeat().cohorts(Cohorts.of(session));
    hold(policy);
    if (!session.health().equals(Health.UNJUDGED)) {
      status();
    }
    reviewWhileUnstable();
    services().courier().attached(session);
    if (session.expiry().isPresent()) {
      renewal();
    }
  }

  private Renewal renewal() {
    Renewal known = renewal;
    if (known == null) {
      Channel channel = connection.channel();
      known =
          new Renewal(
              connection,
              session,
              left -> {
                services().counters().renewalsAsked.increment();
                channel.writeAndFlush(new Frame.Renew("", left.toMillis()));
              });
      renewal = known;
    }
    return known;
  }

  /** An unstable client is given more time; some day it is not unstable any more. */
  private void reviewWhileUnstable() {
    if (session.isUnstable()) {
      Channel channel = connection.channel();
      Future<?> review =
          channel
              .eventLoop()
              .scheduleAtFixedRate(
                  this::applyPolicy, REVIEW_MINUTES, REVIEW_MINUTES, TimeUnit.MINUTES);
      channel.closeFuture().addListener(closed -> review.cancel(false));
    }
  }

  /** Takes in {@code frame}; answers why the connection must end if it is one too many. */
  Optional<Disconnect> received(Frame frame) {
    if (frame instanceof Frame.Message message && message.ackWanted() && message.id().isEmpty()) {
      return objection(
          DisconnectReason.MALFORMED_FRAME,
          "a message asks for an ack, but has no id that an ack could name: give it one, or do not"
              + " ask");
    }
    if (frame instanceof Frame.Message message) {
      askForGroup();
      messages().deliver(message);
    } else if (frame instanceof Frame.Ping ping) {
      pinged(ping);
    } else if (frame instanceof Frame.Pong pong) {
      reported(pong.status());
    } else if (frame instanceof Frame.Ack ack) {
      services().courier().acknowledged(session, ack.id());
    } else if (frame instanceof Frame.Renew renew) {
      return renewal().offered(renew.credential());
    } else if (frame instanceof Frame.Hello) {
      return objection(
          DisconnectReason.LOGIN_TWICE, "a second hello came: open another connection for it");
    } else if (frame instanceof Frame.Welcome) {
      return objection(
          DisconnectReason.MALFORMED_FRAME, "a welcome came from a client: only servers send it");
    }
    return Optional.empty();
  }

  private static Optional<Disconnect> objection(DisconnectReason reason, String detail) {
    return Optional.of(Disconnect.of(reason, detail));
  }

  /** The type of the last message; any thread, which may see the one before. */
  String lastType() {
    MessageFlow known = messages;
    return known == null ? "" : known.lastType();
  }

  private MessageFlow messages() {
    MessageFlow known = messages;
    if (known == null) {
      Channel channel = connection.channel();
      TcpServices services = services();
      LoopLabel label = services.monitor().label(channel.eventLoop());
      known = new MessageFlow(channel, label, services.dispatcher(), session);
      messages = known;
    }
    return known;
  }

  @Override
  public long missedGroupVersion(long named) {
    session.hasGroupVersion(named);
    long missed = session.missedGroupVersion();
    if (missed != 0) {
      services().counters().staleGroups.increment();
    } else {
      askedForGroup = false;
    }
    return missed;
  }

  /** Who sends messages may never ping: it is asked once, and told with that. */
  private void askForGroup() {
    if (!askedForGroup && session.missedGroupVersion() != 0) {
      askedForGroup = true;
      connection.heartbeat().pingNow();
    }
  }

  /** A ping that carries something: bare ones do not come this far. */
  private void pinged(Frame.Ping ping) {
    reported(ping.status());
    if (ping.intervalMs() > 0) {
      pulse.clientBeatsEvery(ping.intervalMs());
      session.wishes(Duration.ofMillis(ping.intervalMs()));
      applyPolicy();
    }
  }

  /** The client pings far more often than it was told to. */
  @Override
  public void hurried(PingPace.Answer answer) {
    TransportCounters counters = services().counters();
    switch (answer) {
      case TELL -> {
        counters.pingersTold.increment();
        pulse.repeat();
      }
      case SLOW -> {
        counters.pingersSlowed.increment();
        session.wishes(session.policy().interval().multipliedBy(2));
        applyPolicy();
        pulse.repeat();
      }
      case CUT -> {
        counters.pingersCut.increment();
        connection.close(
            Disconnect.of(
                DisconnectReason.PING_FLOOD,
                "it pings a hundred times as often as every "
                    + session.policy().interval().toMillis()
                    + " ms, though it was told five times: correct its heartbeat"),
            Farewell.retryAfter(AFTER_A_FLOOD));
      }
      case NONE -> {}
    }
  }

  private void reported(Status said) {
    if (!said.isEmpty()) {
      status().heard(said);
    }
  }

  private StatusWatch status() {
    StatusWatch known = status;
    if (known == null) {
      known = new StatusWatch(session, connection.lobby().statuses(), connection::onLoop);
      status = known;
    }
    return known;
  }

  private void hold(LivenessPolicy policy) {
    connection.heartbeat().policy(policy);
    TcpSettings settings = connection.lobby().settings();
    settings.knobs().follow(connection.channel(), policy, settings.longestPolicy());
  }

  private TcpServices services() {
    return connection.lobby().services();
  }

  /** Looks up policy and rules, holds the client to them, and tells it what it does not know. */
  void applyPolicy() {
    LivenessPolicy policy = services().registry().policies().of(session);
    session.adopted(policy);
    hold(policy);
    if (status != null) {
      status.review();
    }
    if (pulse.tell(policy)) {
      services().counters().directives.increment();
      connection.heartbeat().pingNow();
    }
  }
}
