package io.heartwire.client;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.reconnect.Attempt;
import io.heartwire.core.reconnect.Ending;
import io.heartwire.netty.ReconnectListener;
import io.heartwire.netty.ReconnectingChannel;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import io.heartwire.wire.LastDisconnect;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client does, on its event loop: joins connection, session, outbox and the application.
 * Methods that the application calls may come from any thread.
 */
final class ClientLoop implements SessionHandler.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(HeartwireClient.class);

  /** How long a goodbye may take to leave. */
  private static final Duration GOODBYE_WAIT = Duration.ofSeconds(1);

  private final ClientSettings settings;
  private final ClientGroup group;
  private final boolean ownsGroup;
  private final Outbox outbox;
  private final Callbacks callbacks;
  private final Intake intake;
  private final StatusPoll status;
  private final GroupMemory groupMemory;
  private final CredentialRenewal renewal;
  private final Lessons lessons;
  private final ReconnectingChannel connection;
  private final Refusals refusals;
  private final EventLoop loop;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final CompletableFuture<Void> closedToTell = new CompletableFuture<>();
  private final String idPrefix;
  private final AtomicLong messageIds = new AtomicLong();
  private final AtomicBoolean writeQueued = new AtomicBoolean();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong sessions = new AtomicLong();
  private volatile ClientState state = new ClientState.Connecting(0);
  private volatile String credential;

  private @Nullable SessionHandler session;
  private @Nullable LastSession lastSession;
  private @Nullable Ending lastEnding;
  private Bytes resumeToken = Bytes.EMPTY;

  ClientLoop(ClientSettings settings, ClientGroup group, boolean ownsGroup) {
    this.settings = settings;
    this.group = group;
    this.ownsGroup = ownsGroup;
    this.credential = settings.identity().credential();
    this.outbox = new Outbox(settings.outbox());
    this.callbacks = new Callbacks(group.callbacks());
    this.intake = new Intake(callbacks, settings.hooks().onMessage(), this::acknowledge);
    this.status = new StatusPoll(settings.hooks().status(), callbacks);
    this.groupMemory =
        new GroupMemory(
            settings.identity().groupData(), settings.hooks().onGroupStale(), callbacks);
    this.renewal = new CredentialRenewal(settings.hooks().renewal().orElse(null), callbacks);
    this.lessons =
        new Lessons(
            settings.identity().clientId(),
            settings.hooks().intervals(),
            group.wallClock(),
            callbacks);
    RandomGenerator random = group.newRandom();
    this.idPrefix = Long.toHexString(random.nextLong()) + "-";
    this.connection =
        ReconnectingChannel.builder(
                ClientBootstrap.of(settings, group, this::speakOn),
                settings.endpoints(),
                new Link())
            .policy(settings.reconnect())
            .random(random)
            .lookup(group.lookup())
            .build();
    this.loop = connection.eventLoop();
    this.refusals = new Refusals(loop, outbox, callbacks, random, this::write);
  }

  void start() {
    connection.start();
  }

  ClientState state() {
    return state;
  }

  boolean inEventLoop() {
    return loop.inEventLoop();
  }

  boolean send(String type, Bytes body) {
    if (!outbox.offer(new Frame.Message(type, "", body, false), null)) {
      return false;
    }
    writeSoon();
    return true;
  }

  CompletionStage<Void> deliver(String type, Bytes body) {
    String id = idPrefix + Long.toString(messageIds.incrementAndGet(), 36);
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    if (!outbox.offer(new Frame.Message(type, id, body, true), acknowledged)) {
      String problem = outbox.problem();
      return CompletableFuture.failedFuture(
          outbox.isClosed()
              ? new ClientClosedException(problem)
              : new OutboxFullException(problem));
    }
    writeSoon();
    return acknowledged;
  }

  void reportStatus() {
    status.askNow(() -> onLoop(this::pingIfOnline));
  }

  void wake() {
    onLoop(
        () -> {
          lessons.disturbed();
          pingIfOnline();
          connection.wake();
        });
  }

  void credential(String credential) {
    this.credential = credential;
    connection.newCredential();
  }

  ClientCounters counters() {
    return ClientCounters.of(outbox, intake, sent.get(), sessions.get());
  }

  /** Completes on the event loop: to be waited for, not to be continued. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  /** The answer completes on the application's executor. */
  CompletionStage<Void> close(Disconnect why) {
    if (loop.isShutdown()) {
      finish(why);
    } else {
      onLoop(() -> sayGoodbye(why));
    }
    return closedToTell;
  }

  @Override
  public Frame.Hello hello(Channel channel) {
    Optional<LastDisconnect> last =
        Optional.ofNullable(lastSession)
            .map(known -> known.report(loop.ticker().nanoTime(), SessionHandler.host(channel)));
    return settings.hello(credential, resumeToken, last, groupMemory.has());
  }

  @Override
  public void welcomed(SessionHandler session, Frame.Welcome welcome, Duration interval) {
    resumeToken = welcome.resumeToken();
    groupMemory.welcomed(welcome.groupData());
    lastSession = null;
    sessions.incrementAndGet();
    renewal.welcomed();
    connection.accepted(session.channel());
    become(
        new ClientState.Online(
            group.wallClock().instant(), welcome.sessionId(), welcome.epoch(), interval));
    status.welcomed();
    write();
  }

  @Override
  public void directed(SessionHandler session, Duration interval) {
    if (state instanceof ClientState.Online online) {
      become(new ClientState.Online(online.since(), online.sessionId(), online.epoch(), interval));
    }
  }

  @Override
  public GroupMemory groupMemory() {
    return groupMemory;
  }

  @Override
  public Lessons lessons() {
    return lessons;
  }

  @Override
  public void messageCame(Frame.Message message) {
    intake.came(message);
  }

  private void acknowledge(String id) {
    onLoop(
        () -> {
          SessionHandler session = this.session;
          if (session != null) {
            session.say(new Frame.Ack(id));
          }
        });
  }

  @Override
  public void ackCame(String id) {
    CompletableFuture<Void> acknowledged = outbox.acked(id);
    if (acknowledged != null) {
      callbacks.run(() -> acknowledged.complete(null));
    }
  }

  @Override
  public void refusalCame(Frame.Refusal refusal) {
    refusals.came(refusal);
  }

  @Override
  public void ends(SessionHandler session, Ending ending) {
    connection.expectEnd(session.channel(), ending);
  }

  @Override
  public void renewalWanted(SessionHandler session) {
    renewal.wanted(
        newer -> {
          credential(newer);
          onLoop(() -> session.say(new Frame.Renew(newer, 0)));
        });
  }

  @Override
  public void writable(SessionHandler session) {
    write();
  }

  private void speakOn(Channel channel) {
    session = SessionHandler.into(channel, this, settings, group, status);
  }

  private void pingIfOnline() {
    SessionHandler session = this.session;
    if (session != null && session.isWelcome()) {
      session.pingNow();
    }
  }

  private void writeSoon() {
    if (loop.inEventLoop()) {
      write();
    } else if (writeQueued.compareAndSet(false, true)) {
      onLoop(this::write);
    }
  }

  /** Writes what the outbox holds, as far as the channel takes it. */
  private void write() {
    writeQueued.set(false);
    SessionHandler session = this.session;
    if (session == null || !session.isWelcome()) {
      // Sent away for having nothing to say: now there is.
      if (lastEnding != null && lastEnding.why().reason() == DisconnectReason.IDLE) {
        connection.wake();
      }
      return;
    }
    Channel channel = session.channel();
    boolean wrote = false;
    while (channel.isActive() && channel.isWritable()) {
      Optional<Frame.Message> next = outbox.next();
      if (next.isEmpty()) {
        break;
      }
      channel.write(next.get());
      sent.incrementAndGet();
      wrote = true;
    }
    if (wrote) {
      channel.flush();
    }
  }

  private void sayGoodbye(Disconnect why) {
    SessionHandler session = this.session;
    if (session == null || !session.isWelcome()) {
      connection.close(why);
      return;
    }
    write();
    session
        .channel()
        .writeAndFlush(Frame.Goodbye.of(CloseCode.GOODBYE, ""))
        .addListener(left -> connection.close(why));
    loop.schedule(() -> connection.close(why), GOODBYE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void become(ClientState next) {
    if (next.equals(state)) {
      return;
    }
    state = next;
    LOG.info(StateText.of(settings.identity().clientId(), next, group.wallClock().instant()));
    callbacks.run(() -> settings.hooks().onState().accept(next));
  }

  private void finish(Disconnect why) {
    if (!(state instanceof ClientState.Closed)) {
      become(new ClientState.Closed(why, false));
    }
    outbox.close(why.reason() + " " + why.detail(), callbacks);
    closed.complete(null);
    callbacks.run(() -> closedToTell.complete(null));
    if (ownsGroup) {
      group.closeSoon();
    }
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else if (!loop.isShutdown()) {
      loop.execute(task);
    }
  }

  /** What the connection tells; on the event loop. */
  private final class Link implements ReconnectListener {
    @Override
    public void waiting(Duration delay, Attempt.Because because) {
      if (lastEnding != null) {
        become(new ClientState.Waiting(group.wallClock().instant().plus(delay), lastEnding.why()));
      }
    }

    @Override
    public void connecting(int number) {
      become(new ClientState.Connecting(number));
    }

    @Override
    public void connected(Channel channel) {
      if (session != null) {
        session.logIn(channel);
      }
    }

    @Override
    public void ended(Ending ending) {
      lastEnding = ending;
      if (session != null) {
        LastSession last = session.last(ending, loop.ticker().nanoTime());
        lastSession = last == null ? lastSession : last;
        session = null;
      } else {
        lessons.failed();
      }
      outbox.connectionLost();
    }

    @Override
    public void stopped(Disconnect why, boolean credentialWanted) {
      become(new ClientState.Closed(why, credentialWanted));
      if (credentialWanted) {
        renewal.wantedToComeBack(ClientLoop.this::credential);
      } else {
        // Also the goodbye's own end: the promise completes when the channel is closed.
        connection.close(why).addListener(done -> finish(why));
      }
    }
  }
}
