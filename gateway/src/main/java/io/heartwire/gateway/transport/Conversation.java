package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.dispatch.Inbound;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.Origin;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Session;
import io.heartwire.netty.HeartbeatHandler;
import io.heartwire.netty.LoopLabel;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import io.heartwire.wire.Status;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What is said on a connection between its welcome and its end.
 *
 * <p>NOT thread safe: the event loop of its connection owns it. {@link #taken} and {@link #refused}
 * may be called from any thread.
 */
final class Conversation implements Origin {
  private static final int REVIEW_MINUTES = 5;
  private static final Duration AFTER_A_FLOOD = Duration.ofMinutes(1);

  private final Session session;
  private final Channel channel;
  private final HeartbeatHandler heartbeat;
  private final Pulse pulse;
  private final TcpSettings settings;
  private final TcpServices services;
  private final LoopLabel label;
  private final Inbound inbound;
  private Status lastStatus = Status.NONE;

  Conversation(
      Session session,
      Channel channel,
      HeartbeatHandler heartbeat,
      Pulse pulse,
      TcpSettings settings,
      TcpServices services) {
    this.session = session;
    this.channel = channel;
    this.heartbeat = heartbeat;
    this.pulse = pulse;
    this.settings = settings;
    this.services = services;
    this.label = services.monitor().label(channel.eventLoop());
    this.inbound = services.dispatcher().inbound(session, this);
  }

  Session session() {
    return session;
  }

  /** Says welcome; only now the client is held to a policy of silence. */
  void begin() {
    LivenessPolicy policy = services.registry().policies().of(session);
    session.adopted(policy);
    pulse.welcomed(policy, this::hurried, channel.eventLoop().ticker().nanoTime());
    channel.writeAndFlush(
        new Frame.Welcome(
            session.sessionId(),
            session.epoch(),
            policy.interval().toMillis(),
            policy.timeout().toMillis(),
            Bytes.EMPTY,
            services.wallClock().millis()));
    heartbeat.cohorts(Cohorts.of(session));
    hold(policy);
    reviewWhileUnstable();
  }

  /** An unstable client is given more time; some day it is not unstable any more. */
  private void reviewWhileUnstable() {
    if (session.isUnstable()) {
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
    if (frame instanceof Frame.Message message) {
      deliver(message);
    } else if (frame instanceof Frame.Ping ping) {
      pinged(ping);
    } else if (frame instanceof Frame.Pong pong) {
      reported(pong.status());
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

  private void deliver(Frame.Message message) {
    boolean ackWanted = message.ackWanted() && !message.id().isEmpty();
    inbound.deliver(
        new Message(message.type(), message.id(), message.body().asByteBuffer(), ackWanted));
  }

  @Override
  public void taken(String id) {
    channel.writeAndFlush(new Frame.Ack(id));
  }

  @Override
  public void refused(String id, Refused why) {
    Frame.Refusal.Cause cause =
        switch (why) {
          case BUSY -> Frame.Refusal.Cause.BUSY;
          case FAILED -> Frame.Refusal.Cause.FAILED;
        };
    channel.writeAndFlush(new Frame.Refusal(id, cause));
  }

  @Override
  public void begins(String what) {
    label.begin(what);
  }

  @Override
  public void ended() {
    label.end();
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
  private void hurried(PingPace.Answer answer) {
    TransportCounters counters = services.counters();
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
        session
            .connection()
            .close(
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

  private void reported(Status status) {
    if (!status.isEmpty() && !status.equals(lastStatus)) {
      lastStatus = status;
      services.counters().statusChanges.increment();
      session.reported(StatusReading.of(status));
    }
  }

  private void hold(LivenessPolicy policy) {
    heartbeat.policy(policy);
    settings.knobs().follow(channel, policy, settings.longestPolicy());
  }

  /** Looks up the policy, holds the client to it, and tells it what it does not know yet. */
  void applyPolicy() {
    LivenessPolicy policy = services.registry().policies().of(session);
    session.adopted(policy);
    hold(policy);
    if (pulse.tell(policy)) {
      services.counters().directives.increment();
      heartbeat.pingNow();
    }
  }
}
