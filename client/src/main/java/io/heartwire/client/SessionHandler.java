package io.heartwire.client;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessPolicy.PingWhen;
import io.heartwire.core.reconnect.Ending;
import io.heartwire.netty.HeartbeatHandler;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.FrameDecoder;
import io.heartwire.wire.FrameEncoder;
import io.heartwire.wire.FrameHeartbeats;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One connection of a client: from its Hello to its end. Owned by the event loop. */
final class SessionHandler extends ChannelInboundHandlerAdapter {
  /** The client, as its session sees it; called on the event loop. */
  interface Owner {
    /** The login to send now on {@code channel}. */
    Frame.Hello hello(Channel channel);

    /** The server accepted the session, which beats at {@code interval}. */
    void welcomed(SessionHandler session, Frame.Welcome welcome, Duration interval);

    /** The session beats at {@code interval} from now on. */
    void directed(SessionHandler session, Duration interval);

    /** What the client knows of its networks. */
    Lessons lessons();

    /** Which data of its group the client has. */
    GroupMemory groupMemory();

    void messageCame(Frame.Message message);

    void ackCame(String id);

    void refusalCame(Frame.Refusal refusal);

    /** The server wants a newer credential. */
    void renewalWanted(SessionHandler session);

    /** The connection is to end so; it is not closed yet. */
    void ends(SessionHandler session, Ending ending);

    /** There may be room to write again. */
    void writable(SessionHandler session);
  }

  private final Owner owner;
  private final HeartbeatHandler heartbeat;
  private final boolean fixedInterval;
  private final Traffic traffic;
  private final FrameHeartbeats pings;
  private Frame.@Nullable Welcome welcome;
  private @Nullable Channel channel;
  private String localHost = "";
  private String network = "";
  private long announcedMs;
  private String cause = "";

  SessionHandler(
      Owner owner,
      HeartbeatHandler heartbeat,
      FrameHeartbeats pings,
      Traffic traffic,
      boolean fixedInterval) {
    this.owner = owner;
    this.heartbeat = heartbeat;
    this.pings = pings;
    this.traffic = traffic;
    this.fixedInterval = fixedInterval;
  }

  /** Gives {@code channel} the protocol's handlers; the last of them is the session. */
  static SessionHandler into(
      Channel channel, Owner owner, ClientSettings settings, ClientGroup group, StatusPoll status) {
    settings.hooks().tap().accept(channel);
    FrameHeartbeats pings = FrameHeartbeats.ofClient(status::forPing, owner.groupMemory()::version);
    HeartbeatHandler heartbeat = group.heartbeats().handler(pings, untilWelcome());
    Traffic traffic = new Traffic(heartbeat, group.wallClock());
    SessionHandler session =
        new SessionHandler(owner, heartbeat, pings, traffic, settings.fixedInterval());
    traffic.onSurvived(session::survived);
    WriteWatchdog watchdog =
        new WriteWatchdog(settings.writeTimeout(), () -> session.stuck(settings.writeTimeout()));
    channel.pipeline().addLast(traffic, watchdog);
    settings.tls().ifPresent(tls -> channel.pipeline().addLast(tls.handler(channel)));
    channel
        .pipeline()
        .addLast(
            new FrameDecoder(settings.maxFrameBytes(), heartbeat::frameOpen),
            new FrameEncoder(),
            heartbeat,
            session);
    return session;
  }

  /** What holds before the Welcome: no ping, no verdict; the login has a deadline of its own. */
  static LivenessPolicy untilWelcome() {
    return LivenessPolicy.client(LivenessPolicy.DEFAULT_INTERVAL)
        .withPingWhen(PingWhen.NEVER)
        .withCheck(false);
  }

  void logIn(Channel channel) {
    this.channel = channel;
    // A closed channel may no longer know it.
    localHost = host(channel);
    network = Lessons.network(channel.localAddress());
    channel.writeAndFlush(owner.hello(channel));
  }

  Channel channel() {
    return Objects.requireNonNull(channel, "used only after logIn");
  }

  boolean isWelcome() {
    return welcome != null;
  }

  /** Sends {@code frame}, if the server has accepted the client. */
  void say(Frame frame) {
    if (isWelcome()) {
      channel().writeAndFlush(frame);
    }
  }

  void pingNow() {
    heartbeat.pingNow();
  }

  /**
   * What to remember of this session now that it has ended; null if the server never accepted it.
   */
  @Nullable LastSession last(Ending ending, long now) {
    Frame.Welcome welcome = this.welcome;
    if (welcome == null) {
      owner.lessons().failed();
      return null;
    }
    Disconnect why = ending.why();
    owner.lessons().ended(network, idleAge(why, now), heartbeat.policy().interval());
    return new LastSession(
        welcome.sessionId(),
        cause.isEmpty() ? why.reason().name() : cause,
        now,
        traffic.heardAtNanos(),
        traffic.stalledBeforeEndMs(now),
        why,
        localHost);
  }

  /** How idle it was, if that may be why it ended: nobody said why, and it was not our doing. */
  private IdleAge.AtEnd idleAge(Disconnect why, long now) {
    if (!cause.isEmpty()) {
      return IdleAge.AtEnd.OTHER;
    }
    return switch (why.reason()) {
      case FIN, RESET -> traffic.ended(now, false);
      case NO_PONG -> traffic.ended(now, true);
      default -> IdleAge.AtEnd.OTHER;
    };
  }

  private void survived(long idleMs) {
    if (welcome != null) {
      owner.lessons().survived(network, idleMs);
    }
  }

  /** The local address of {@code channel}, without the port. */
  static String host(Channel channel) {
    return channel.localAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "";
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof Frame.Welcome first) {
      welcomed(first);
    } else if (msg instanceof Frame.Message message && welcome != null) {
      owner.messageCame(message);
    } else if (msg instanceof Frame.Ack ack) {
      owner.ackCame(ack.id());
    } else if (msg instanceof Frame.Refusal refusal) {
      owner.refusalCame(refusal);
    } else if (msg instanceof Frame.Renew) {
      owner.renewalWanted(this);
    } else if (msg instanceof Frame.Goodbye goodbye) {
      cause = Integer.toString(goodbye.code().number());
      owner.ends(this, Endings.of(goodbye));
      ctx.close();
    } else if (msg instanceof Frame.Ping ping) {
      obey(ping.directives(), true);
    } else if (msg instanceof Frame.Pong pong) {
      obey(pong.directives(), false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      owner.writable(this);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    if (failure instanceof IOException) {
      // The kernel's word; the channel is closing already.
      return;
    }
    owner.ends(this, Endings.of(failure));
    ctx.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake
        && handshake.cause() instanceof SSLException failure) {
      // TLS closes the channel next, and only then throws it here.
      owner.ends(this, Endings.of(failure));
    }
    ctx.fireUserEventTriggered(event);
  }

  private void stuck(Duration limit) {
    Disconnect why =
        Disconnect.of(
            DisconnectReason.NO_PONG, "no byte could be written for " + limit.toSeconds() + "s");
    owner.ends(this, Ending.of(why));
    channel().close();
  }

  private void welcomed(Frame.Welcome first) {
    if (welcome != null) {
      return;
    }
    welcome = first;
    owner.lessons().accepted(network);
    owner.welcomed(this, first, beatEvery(first.intervalMs()));
  }

  private void obey(Directives directives, boolean asked) {
    if (welcome != null && directives.intervalMs() > 0) {
      owner.directed(this, beatEvery(directives.intervalMs()));
    }
    if (welcome != null && directives.groupVersion() > 0) {
      Runnable answer = asked ? this::pingSoon : () -> {};
      owner.groupMemory().stale(directives.groupVersion(), answer);
    }
  }

  /** From any thread: who was asked with a ping says with one that it is done. */
  private void pingSoon() {
    EventExecutor loop = channel().eventLoop();
    if (!loop.isShuttingDown()) {
      loop.execute(this::pingNow);
    }
  }

  /** At what the server wants, or more often where the network forgets sooner: it is told then. */
  private Duration beatEvery(long wantedMs) {
    Duration wanted = interval(wantedMs);
    Duration interval = owner.lessons().interval(network, wanted);
    // Once: a server that insists on a longer one is not asked again with each ping.
    if (!interval.equals(wanted) && interval.toMillis() != announcedMs) {
      announcedMs = interval.toMillis();
      pings.announceInterval(announcedMs);
    }
    LivenessPolicy policy = LivenessPolicy.client(interval);
    heartbeat.policy(fixedInterval ? policy.withPingWhen(PingWhen.FIXED) : policy);
    return interval;
  }

  /** What the server said, within what a policy can be; the default if it said nothing. */
  static Duration interval(long intervalMs) {
    if (intervalMs <= 0) {
      return LivenessPolicy.DEFAULT_INTERVAL;
    }
    long least = LivenessPolicy.MIN_INTERVAL.toMillis();
    long most = LivenessPolicy.MAX_TIME.toMillis() / 3;
    return Duration.ofMillis(Math.max(least, Math.min(most, intervalMs)));
  }
}
