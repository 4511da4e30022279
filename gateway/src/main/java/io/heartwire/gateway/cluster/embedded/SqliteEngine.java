package io.heartwire.gateway.cluster.embedded;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.AuditLog;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.DeadLetters;
import io.heartwire.gateway.cluster.EngineHealth;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.GroupVersion;
import io.heartwire.gateway.cluster.HeartbeatTokens;
import io.heartwire.gateway.cluster.Holding;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.OfflineHolds;
import io.heartwire.gateway.cluster.Parting;
import io.heartwire.gateway.cluster.Peers;
import io.heartwire.gateway.cluster.Presences;
import io.heartwire.gateway.cluster.Release;
import io.heartwire.gateway.cluster.SavedTarget;
import io.heartwire.gateway.cluster.Selection;
import io.heartwire.gateway.cluster.Timeouts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of one node: SQLite in one file, in WAL mode with {@code synchronous=FULL}, written by
 * one thread of its own with group commit. Thread safe.
 */
public final class SqliteEngine implements ClusterEngine {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteEngine.class);
  private static final long CLOSE_SECONDS = 15;

  /**
   * How it behaves.
   *
   * @param node the name of this gateway
   * @param file a path, or {@code :memory:} for one that nothing survives
   * @param leastBootGrace after a start nobody is announced offline before this has passed
   * @param keepAge events older than this are forgotten
   * @param keepBytes if the file holds more than this, the oldest events are forgotten that every
   *     reader has taken
   * @param holdBytes if it holds more than this, the oldest are, whoever has not taken them
   * @param timeoutsMax so many timeouts may be pending; their payloads may hold a quarter of {@code
   *     keepBytes}
   */
  public record Settings(
      String node,
      String file,
      Duration leastBootGrace,
      Duration keepAge,
      long keepBytes,
      long holdBytes,
      long timeoutsMax) {}

  /**
   * What it needs of its surroundings.
   *
   * @param clock monotonic time
   * @param wallClock time for people
   * @param random unpredictable, for the secret
   * @param threads makes the one thread that commits
   */
  public record Surroundings(
      NanoClock clock, InstantSource wallClock, RandomGenerator random, ThreadFactory threads) {}

  private final DatabaseFile file;
  private final InstantSource wallClock;
  private final Connection writing;
  private final ReadSide reader;
  private final SqliteLedger ledger;
  private final CommitLoop loop;
  private final DeadLetters deadLetters;
  private final Inbox inbox;
  private final AuditLog audit;
  private final OfflineHolds offlineHolds;
  private final SqliteTimeouts timeouts;
  private final HeartbeatTokens heartbeatTokens;
  private final Peers peers;
  private final Thread thread;
  private final byte[] secret;
  private final List<Runnable> listeners;
  private final AtomicBoolean closed = new AtomicBoolean();

  private SqliteEngine(
      DatabaseFile file, Connection writing, Settings settings, Surroundings surroundings)
      throws SQLException {
    this.file = file;
    this.wallClock = surroundings.wallClock();
    this.writing = writing;
    ReentrantLock turn = new ReentrantLock();
    Connection reading = file.inMemory() ? writing : file.open();
    this.listeners = new CopyOnWriteArrayList<>();
    this.peers = new Alone(settings.node());
    Meta meta = new Meta(writing);
    this.secret = meta.secret(() -> bytes(surroundings.random()));
    this.ledger =
        new SqliteLedger(
            writing,
            file,
            meta,
            new SqliteLedger.Parts(
                settings, surroundings, file.inMemory() ? turn : new ReentrantLock()),
            this::tell);
    this.reader = new ReadSide(reading, turn);
    this.loop = new CommitLoop(ledger, surroundings.clock());
    this.deadLetters = new DurableDeadLetters(loop, ledger, reader);
    this.audit = new SqliteAudit(loop, ledger, reader);
    this.offlineHolds = ledger.sessions().holds().through(loop);
    this.inbox = new SqliteInbox(loop, ledger, reader);
    this.timeouts = new SqliteTimeouts(loop, ledger.timeouts(), reader);
    this.heartbeatTokens = new SqliteHeartbeatTokens(loop, ledger.heartbeatTokens(), reader);
    this.thread = surroundings.threads().newThread(loop);
  }

  private static byte[] bytes(RandomGenerator random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  /**
   * Opens {@code settings.file()}, or makes it. Whoever was attached when it was closed, or its
   * process killed, is in grace from now on.
   *
   * @throws IllegalStateException if it cannot be had; the message is one sentence for people
   */
  public static SqliteEngine open(Settings settings, Surroundings surroundings) {
    DatabaseFile file = DatabaseFile.take(settings.file());
    try {
      Connection writing = file.openToWrite();
      try {
        SqliteEngine engine = new SqliteEngine(file, writing, settings, surroundings);
        engine.thread.start();
        return engine;
      } catch (SQLException e) {
        writing.close();
        throw e;
      }
    } catch (SQLException e) {
      file.close();
      throw new IllegalStateException(file.problem(e).orElseGet(e::getMessage), e);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public CompletionStage<Claimed> claim(Claim claim) {
    Arrival arrival = Arrival.of(claim);
    return loop.submit(() -> ledger.sessions().claim(arrival));
  }

  @Override
  public CompletionStage<Boolean> release(Release release) {
    Parting parting = Parting.of(release, wallClock.instant());
    return loop.submit(() -> ledger.sessions().release(parting));
  }

  @Override
  public CompletionStage<Long> record(Notice notice) {
    return loop.submit(() -> ledger.record(notice));
  }

  @Override
  public AuditLog audit() {
    return audit;
  }

  @Override
  public OfflineHolds offlineHolds() {
    return offlineHolds;
  }

  @Override
  public Inbox inbox() {
    return inbox;
  }

  @Override
  public Optional<Holding> find(ClientId clientId) {
    return reader.find(clientId);
  }

  @Override
  public List<Holding> clientsOf(String user) {
    return reader.clientsOf(user);
  }

  @Override
  public List<Holding> clients(Selection selection) {
    return reader.clients(selection);
  }

  @Override
  public long count(Selection selection) {
    return reader.count(selection);
  }

  @Override
  public Presences counts() {
    return ledger.counts();
  }

  @Override
  public List<Event> events(long after, int limit) {
    return reader.events(after, limit);
  }

  @Override
  public List<Event> history(ClientId clientId, int limit) {
    return reader.history(clientId, limit);
  }

  @Override
  public long latestEvent() {
    return ledger.latestEvent();
  }

  @Override
  public long oldestEvent() {
    return ledger.oldestEvent();
  }

  @Override
  public void onEvents(Runnable listener) {
    listeners.add(listener);
  }

  private void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        // What it was to hear of is durable already, and must not be done again.
        LOG.error("a listener to events fails: a defect of ours", e);
      }
    }
  }

  @Override
  public long cursor(String reader) {
    return loop.submit(() -> ledger.cursorOf(reader)).join();
  }

  @Override
  public CompletionStage<Long> advance(String reader, long number) {
    return loop.submit(() -> ledger.advance(reader, number));
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
    return reader.groupVersions();
  }

  @Override
  public CompletionStage<GroupVersion> renewGroup(String group, long version) {
    return loop.submit(() -> ledger.groups().renew(group, version));
  }

  @Override
  public List<SavedTarget> targets() {
    return reader.targets();
  }

  @Override
  public CompletionStage<Boolean> saveTarget(SavedTarget target) {
    return loop.submit(() -> ledger.targets().save(target));
  }

  @Override
  public CompletionStage<Boolean> forgetTarget(String name) {
    return loop.submit(() -> ledger.targets().forget(name));
  }

  @Override
  public HeartbeatTokens heartbeatTokens() {
    return heartbeatTokens;
  }

  @Override
  public Peers peers() {
    return peers;
  }

  @Override
  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public EngineHealth health() {
    return loop.health();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    loop.close();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.error(
          "presence is still being written after {} s: its file is left as it is, and repaired at"
              + " the next start",
          CLOSE_SECONDS);
      return;
    }
    try (Statement statement = writing.createStatement()) {
      reader.close(!file.inMemory());
      if (!file.inMemory()) {
        writing.setAutoCommit(true);
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      }
    } catch (SQLException e) {
      LOG.warn("closing the file of presence: {}", e.getMessage());
    }
    closeWriting();
    file.close();
  }

  private void closeWriting() {
    try {
      writing.close();
    } catch (SQLException e) {
      LOG.warn("closing the file of presence: {}", e.getMessage());
    }
  }
}
