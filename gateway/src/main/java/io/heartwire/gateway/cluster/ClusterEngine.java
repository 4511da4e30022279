package io.heartwire.gateway.cluster;

import io.heartwire.core.liveness.ClientId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The truth about presence: who is online, under which epoch, and every event about it. Thread
 * safe.
 *
 * <p>Each session that came {@code online} ends in exactly one of {@code offline}, {@code
 * taken-over} and {@code moved}, in order, whatever dies in between: state and event change in one
 * transaction, and whoever acts for a session presents its epoch. Source of the model: {@code
 * docs/presence.md}.
 *
 * <p>{@link #claim}, {@link #release}, {@link #record} and {@link #renewGroup} never block: they
 * may be called on event loops, take effect in the order of the calls, and complete once they are
 * durable, on a thread of the engine. The other methods may read a disk: they are for threads that
 * may wait.
 */
public interface ClusterEngine extends AutoCloseable {
  /** A client logs in: gets a new epoch, or its session back. */
  CompletionStage<Claimed> claim(Claim claim);

  /**
   * The present time of the clock that all gateways on this engine share, in microseconds since
   * 1970. Read from memory, and right to within some milliseconds; 0 if there is none, as with the
   * engine of one gateway, whose clients cannot be elsewhere.
   */
  default long sharedMicros() {
    return 0;
  }

  /**
   * A connection of a session has ended.
   *
   * @return false if the epoch or the connection was not the present one: nothing has changed
   */
  CompletionStage<Boolean> release(Release release);

  /**
   * Something happened that changes nobody's presence. Never blocks; takes effect in the order of
   * the calls, those of {@link #claim} and {@link #release} among them.
   *
   * @return its number, once it is durable
   */
  CompletionStage<Long> record(Notice notice);

  /** Who changed what through the administration; ends with this engine. */
  AuditLog audit();

  /** Keeps back that clients are offline, for a time. */
  OfflineHolds offlineHolds();

  /** Messages that must be neither lost nor taken twice; ends with this engine. */
  Inbox inbox();

  /** What is known of a client that was ever online. */
  Optional<Holding> find(ClientId clientId);

  /** The clients of {@code user}, those that are offline too, in the order of their names. */
  List<Holding> clientsOf(String user);

  /** The clients that are selected, in the order of their names. */
  List<Holding> clients(Selection selection);

  /** How many {@code selection} selects, whatever its {@code after} and {@code limit}. */
  long count(Selection selection);

  /** How many clients are in which state; read from memory. */
  Presences counts();

  /**
   * Events in order.
   *
   * @param after the number of the last one that is known; 0 for none
   * @param limit at most so many
   * @throws ForgottenException if some that follow have been forgotten
   */
  List<Event> events(long after, int limit);

  /** The latest events of one client, the latest first. */
  List<Event> history(ClientId clientId, int limit);

  /** The number of the latest event that is durable; 0 if there is none. Read from memory. */
  long latestEvent();

  /** The number of the oldest event that is kept, or of the next one. Read from memory. */
  long oldestEvent();

  /**
   * Calls {@code listener} after events have become durable, on a thread of the engine: must not
   * block.
   */
  void onEvents(Runnable listener);

  /** Hears what has ended through other gateways. */
  interface Elsewhere {
    /**
     * The session of {@code clientId} with this epoch ended: the client has a newer one.
     *
     * @return whether that session was held here, and has been closed
     */
    boolean ended(ClientId clientId, long epoch);

    /** The data of a group is of this version now; told again every few seconds. */
    default void renewed(GroupVersion group) {}
  }

  /**
   * Calls {@code listener}, on a thread of the engine, when a session ended because its client came
   * to another gateway, and also, which is then known already, to this one; must not block. An
   * engine of one gateway never calls it.
   */
  default void onElsewhere(Elsewhere listener) {}

  /**
   * From now on compares what {@code holder} holds with what all gateways know: a part each second,
   * and everything after it was out of touch, or was counted as dead though it lived. What is not
   * known is claimed again, what has a newer session is closed, and what is not held is released.
   * An engine of one gateway has nothing to compare.
   */
  default void holder(Holder holder) {}

  /** How this gateway stands with others on the same engine. Read from memory. */
  default Standing standing() {
    return Standing.ALONE;
  }

  /**
   * How far a reader has come that is told everything; a new one begins with what comes now. What
   * it has not taken is kept for it, up to a bound; if that is reached, {@link
   * EventType#SINK_BROKEN} is told once, and nothing is kept for it until it has caught up.
   *
   * @param reader its name
   */
  long cursor(String reader);

  /**
   * Competes for the turn to serve {@code reader}, which one gateway at a time has; until it is
   * closed, or this engine. Two of one reader in one process would be taken for one.
   *
   * @param reader its name
   * @param changed called, on a thread of the engine, after this gateway has got the turn or lost
   *     it; must not block. The end of a turn that nobody could be asked about is found by {@link
   *     Turn#term} alone
   */
  Turn turn(String reader, Runnable changed);

  /** Events that readers could not be told. */
  DeadLetters deadLetters();

  /** Moments of which somebody wishes to be told. */
  Timeouts timeouts();

  /** The groups whose data has a version, by name. */
  List<GroupVersion> groupVersions();

  /**
   * The data of {@code group} is another one from now on.
   *
   * @param version the version of what it is now; 0 for one more than the present version
   * @return what is in force, once that is durable: the present version if {@code version} was not
   *     greater
   */
  CompletionStage<GroupVersion> renewGroup(String group, long version);

  /** Targets that were added and not removed since, by name. */
  List<SavedTarget> targets();

  /** Keeps {@code target} in place of one of the same name; completes once that is durable. */
  CompletionStage<Boolean> saveTarget(SavedTarget target);

  /** Keeps it no more; completes once that is durable, with false if it was not kept. */
  CompletionStage<Boolean> forgetTarget(String name);

  /** What was set while running, at whichever gateway; targets that were added are among it. */
  default SharedSettings settings() {
    return SharedSettings.ALONE;
  }

  /**
   * Incidents that were told to have opened and not to have closed, and the latest ones whose
   * gateways were lost meanwhile; of an engine of one gateway none, as that knows them itself.
   */
  default List<ToldIncident> toldIncidents() {
    return List.of();
  }

  /** Tokens for heartbeats by HTTP. */
  HeartbeatTokens heartbeatTokens();

  /** The gateways that share this engine; ends with it. */
  Peers peers();

  /** 32 bytes that are secret, the same for all who share this engine, and survive it. */
  byte[] secret();

  /** How well it works. Read from memory. */
  EngineHealth health();

  /** Makes durable what was asked for, then ends. */
  @Override
  void close();
}
