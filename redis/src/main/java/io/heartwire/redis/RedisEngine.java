package io.heartwire.redis;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.AuditLog;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.ClusterEngineFactory;
import io.heartwire.gateway.cluster.DeadLetters;
import io.heartwire.gateway.cluster.EngineHealth;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.GroupVersion;
import io.heartwire.gateway.cluster.HeartbeatTokens;
import io.heartwire.gateway.cluster.Holder;
import io.heartwire.gateway.cluster.Holding;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.OfflineHolds;
import io.heartwire.gateway.cluster.Parting;
import io.heartwire.gateway.cluster.Peer;
import io.heartwire.gateway.cluster.Peers;
import io.heartwire.gateway.cluster.Presences;
import io.heartwire.gateway.cluster.Release;
import io.heartwire.gateway.cluster.SavedTarget;
import io.heartwire.gateway.cluster.Selection;
import io.heartwire.gateway.cluster.SharedSetting;
import io.heartwire.gateway.cluster.SharedSettings;
import io.heartwire.gateway.cluster.Standing;
import io.heartwire.gateway.cluster.Timeouts;
import io.heartwire.gateway.cluster.ToldIncident;
import io.heartwire.gateway.cluster.Turn;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of many nodes: one Redis, or a Redis Cluster. State and event change in one script in
 * the partition of the client; a node that leads takes the events of all partitions into one log.
 * Thread safe.
 */
final class RedisEngine implements ClusterEngine {
  private static final Logger LOG = LoggerFactory.getLogger(RedisEngine.class);
  private static final long CLOSE_MS = 15_000;

  private final Footing on;
  private final InstantSource wallClock;
  private final Tally tally = new Tally();
  private final MessageTally messages = new MessageTally();
  private final Sessions sessions;
  private final Rows rows;
  private final LoggedEvents events;
  private final Readers readers;
  private final RedisTurns turns;
  private final Register register;
  private final RedisInbox inbox;
  private final RedisTimeouts timeouts;
  private final RedisHolds holds;
  private final RedisIncidents incidents;
  private final RedisSettings settings;
  private final RedisAudit audit;
  private final RedisDeadLetters deadLetters;
  private final RedisPeers peers;
  private final SecondLook look;
  private final byte[] secret;
  private final RollCall rollCall;
  private final Bell bell;
  private final EngineLoop loop;
  private final Thread thread;
  private final AtomicBoolean closed = new AtomicBoolean();

  private RedisEngine(Footing on, Card card, ClusterEngineFactory.Order order) {
    RedisLink link = on.link();
    Keys keys = on.keys();
    this.on = on;
    this.wallClock = order.surroundings().wallClock();
    NanoClock clock = order.surroundings().clock();
    this.bell = new Bell(keys, on.self().node(), clock);
    this.turns = new RedisTurns(on, clock, bell::wake);
    this.look =
        new SecondLook(
            this::living,
            clock,
            Duration.ofMillis(on.self().times().leaseMs()),
            order.surroundings().threads().apply("heartwire-second-look"));
    this.incidents = new RedisIncidents(on);
    this.settings = new RedisSettings(link, keys);
    var succession = new Succession(on, tally, wallClock, look, this::breathe);
    succession.takePlace(on.self().node(), on.self().present(), order.leastBootGrace());
    this.rows = new Rows(link, keys);
    this.events = new LoggedEvents(link, keys, bell);
    this.readers = new Readers(link, keys);
    this.register = new Register(link, keys);
    this.secret = register.secret(order.surroundings().random());
    this.timeouts = new RedisTimeouts(on, wallClock, order.keeping(), bell);
    this.holds = new RedisHolds(link, keys, on.self(), bell);
    this.audit = new RedisAudit(link, keys);
    this.deadLetters = new RedisDeadLetters(link, keys);
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      link.await(link.commands().hgetall(keys.of(i) + "waiting"))
          .forEach((client, count) -> messages.waits(client, Long.parseLong(count)));
    }
    this.sessions = new Sessions(on, tally, messages, bell);
    this.rollCall =
        new RollCall(
            on,
            clock,
            tally,
            new Recovery(on, clock, wallClock, sessions),
            new Strays(on, clock, wallClock, sessions));
    this.loop =
        new EngineLoop(
            on,
            clock,
            bell,
            new EngineLoop.Parts(
                new Sequencer(link, keys, order.keeping().age(), on.tail()::latest),
                succession,
                new Retention(on, readers, tally, order.keeping()),
                turns,
                new Deadlines.Parts(timeouts, holds, tally, messages),
                sessions::releaseHeld,
                rollCall,
                new Mending(on, clock),
                () -> register.keep(secret)));
    this.peers = new RedisPeers(on, card, bell, order.surroundings().threads());
    var round = new WaitingRound(link, keys, messages);
    this.inbox = new RedisInbox(on, sessions, rows, messages, round, bell);
    loop.beside(new Outlook(peers, round, register, settings, on.tail()));
    this.thread = order.surroundings().threads().apply("heartwire-presence").newThread(loop);
  }

  /** Connects, and takes the place of this node's former incarnation. */
  static RedisEngine open(RedisURI uri, ClusterEngineFactory.Order order, NodeLease.Times times) {
    Duration answer = Duration.ofMillis(times.answerMs());
    RedisLink link = RedisLink.open(uri, answer, RedisTls.options(order.place().tls()));
    try {
      Keys keys = new Keys(order.place().prefix());
      new FirstLook(link, keys, order.surroundings().wallClock())
          .look(order.node())
          .forEach(LOG::warn);
      var card = new Card();
      String here = SecondLook.here(String.valueOf(uri.getHost()), uri.getPort());
      card.describe(SecondLook.HOST, () -> here);
      NodeLease self =
          NodeLease.enter(
              link,
              keys,
              order.surroundings().clock(),
              new NodeLease.Self(order.node(), card, times));
      LogTail tail = new LogTail(link, keys, Long.parseLong(self.incarnation()));
      tail.start();
      RedisEngine engine = new RedisEngine(new Footing(link, keys, tail, self), card, order);
      engine.loop.count();
      engine.loop.round();
      engine.thread.start();
      return engine;
    } catch (RuntimeException e) {
      link.close();
      throw e;
    }
  }

  @Override
  public CompletionStage<Claimed> claim(Claim claim) {
    return sessions.claim(claim);
  }

  @Override
  public long sharedMicros() {
    return on.self().time().micros();
  }

  @Override
  public CompletionStage<Boolean> release(Release release) {
    return sessions.release(Parting.of(release, wallClock.instant()));
  }

  @Override
  public CompletionStage<Long> record(Notice notice) {
    return sessions.record(notice, "");
  }

  @Override
  public AuditLog audit() {
    return audit;
  }

  @Override
  public OfflineHolds offlineHolds() {
    return holds;
  }

  @Override
  public Inbox inbox() {
    return inbox;
  }

  @Override
  public Optional<Holding> find(ClientId clientId) {
    return rows.find(clientId);
  }

  @Override
  public List<Holding> clientsOf(String user) {
    return rows.clientsOf(user);
  }

  @Override
  public List<Holding> clients(Selection selection) {
    return rows.clients(selection);
  }

  @Override
  public long count(Selection selection) {
    return rows.count(selection);
  }

  @Override
  public Presences counts() {
    return tally.all();
  }

  @Override
  public List<Event> events(long after, int limit) {
    return events.upToNow(after, limit);
  }

  @Override
  public List<Event> history(ClientId clientId, int limit) {
    return events.history(clientId, limit);
  }

  @Override
  public long latestEvent() {
    return on.tail().latest();
  }

  @Override
  public long oldestEvent() {
    return on.tail().oldest();
  }

  @Override
  public void onEvents(Runnable listener) {
    on.tail().onEvents(listener);
  }

  @Override
  public void onElsewhere(Elsewhere listener) {
    on.tail().onElsewhere(listener);
  }

  @Override
  public long cursor(String reader) {
    return readers.cursor(reader);
  }

  @Override
  public Turn turn(String reader, Runnable changed) {
    return turns.turn(reader, changed);
  }

  @Override
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public Timeouts timeouts() {
    return timeouts;
  }

  @Override
  public List<GroupVersion> groupVersions() {
    return register.groups();
  }

  @Override
  public CompletionStage<GroupVersion> renewGroup(String group, long version) {
    return register.renew(group, version);
  }

  @Override
  public List<SavedTarget> targets() {
    return settings.targets();
  }

  @Override
  public CompletionStage<Boolean> saveTarget(SavedTarget target) {
    return settings.put(SharedSetting.of(target));
  }

  @Override
  public CompletionStage<Boolean> forgetTarget(String name) {
    return settings.remove(SharedSetting.Kind.TARGET, name);
  }

  @Override
  public SharedSettings settings() {
    return settings;
  }

  @Override
  public List<ToldIncident> toldIncidents() {
    return incidents.told();
  }

  @Override
  public HeartbeatTokens heartbeatTokens() {
    return register;
  }

  @Override
  public Peers peers() {
    return peers;
  }

  @Override
  public byte[] secret() {
    return secret.clone();
  }

  /** What does not wait until a million clients are buried. */
  private void breathe() {
    on.self().renewIfDue();
    turns.step();
  }

  private List<Peer> living() {
    return peers.live();
  }

  @Override
  public void holder(Holder holder) {
    rollCall.holder(holder);
  }

  @Override
  public Standing standing() {
    return rollCall.standing();
  }

  @Override
  public EngineHealth health() {
    HeldReleases held = sessions.held();
    return on.link().health(held.size(), held.lost(), on.self().problem());
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    endThread();
    try {
      loop.finish();
    } catch (RuntimeException e) {
      LOG.warn(
          "the last events have no number yet: {}; they are in Redis, and another gateway, or this"
              + " one when it starts again, takes them into the log",
          e.getMessage());
    }
    on.tail().close();
    peers.close();
    look.close();
    on.link().close();
  }

  /** As if this process were killed: nothing more is written. */
  void abandon() {
    if (closed.compareAndSet(false, true)) {
      peers.close();
      look.close();
      on.link().close();
      endThread();
      on.tail().close();
    }
  }

  private void endThread() {
    loop.close();
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
