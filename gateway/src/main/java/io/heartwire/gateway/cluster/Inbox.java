package io.heartwire.gateway.cluster;

import io.heartwire.core.liveness.ClientId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Messages that must be neither lost nor taken twice: those to clients that are not acknowledged
 * yet, and what has come from clients already. Thread safe.
 *
 * <p>What returns a stage never blocks, takes effect in the order of the calls, those of the {@link
 * ClusterEngine} among them, and completes once it is durable, on a thread of the engine.
 *
 * <p>A message to a client that is kept ends in one of two events: {@code message.delivered} or
 * {@code message.expired}. The end of a session does not end it.
 */
public interface Inbox {
  /** Keeps a message for its client until it is acknowledged or expires. */
  CompletionStage<Kept> keep(Parcel parcel, Limits limits);

  /**
   * The client has acknowledged a message.
   *
   * @return false if none of this id waits for it: nothing has changed
   */
  CompletionStage<Boolean> delivered(ClientId client, String id);

  /**
   * What waits for a client, the oldest first.
   *
   * @param after those with a greater number only; 0 for all
   * @param limit at most so many
   */
  CompletionStage<List<Waiting>> waiting(ClientId client, long after, int limit);

  /** Whether anything waits for {@code client}, or did a moment ago. Read from memory. */
  boolean waitsFor(ClientId client);

  /**
   * A message of a client has come, of a kind that is told: it is recorded as {@code notice},
   * unless one of this id was, by the same client, and is still among the events.
   *
   * @param id the client's name for it; empty: it has none, and is recorded each time
   * @return the number of its event
   */
  CompletionStage<Received> receive(Notice notice, String id);

  /**
   * The clients of {@code group} that are in grace, in no order. Reads a disk: for threads that may
   * wait.
   */
  List<ClientId> inGrace(String group);

  /**
   * The clients of {@code group} that are attached to another gateway, in no order: looks at all of
   * that gateway, so ask it first. For threads that may wait. An engine of one gateway knows none.
   */
  default List<ClientId> attachedTo(String node, String group) {
    return List.of();
  }

  /** Hears what other gateways do with messages. */
  interface Elsewhere {
    /** {@code client} has acknowledged the message {@code id}, at whichever gateway. */
    void delivered(ClientId client, String id);

    /** So many messages wait for {@code client}, whoever has kept them. */
    void waits(ClientId client, long messages);
  }

  /**
   * Calls {@code listener}, on a thread of the engine, after each acknowledgement, and every few
   * seconds for each client for whom something waits; must not block. An engine of one gateway
   * never calls it.
   */
  default void onElsewhere(Elsewhere listener) {}

  /** What waits, and what was counted since the start; read from memory. */
  Counts counts();

  /**
   * What may wait for one client; one more, or one byte more, is refused.
   *
   * @param messages the most messages
   * @param bytes the most bytes of their bodies, types and ids
   */
  record Limits(int messages, long bytes) {}

  /**
   * A message that waits.
   *
   * @param number grows with each message that is kept
   */
  record Waiting(long number, Parcel parcel) {}

  /**
   * A message that has come.
   *
   * @param event the number of its event
   * @param before true if it had come before: nothing was recorded now
   */
  record Received(long event, boolean before) {}

  /**
   * Figures.
   *
   * @param waiting messages that are neither acknowledged nor expired
   * @param kept taken since the start
   * @param delivered acknowledged since the start
   * @param expired given up since the start
   * @param refused not taken since the start, because too much waited for their client
   * @param received recorded since the start
   * @param repeated come again since the start
   */
  record Counts(
      long waiting,
      long kept,
      long delivered,
      long expired,
      long refused,
      long received,
      long repeated) {}
}
