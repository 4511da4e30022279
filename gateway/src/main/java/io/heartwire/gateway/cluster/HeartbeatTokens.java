package io.heartwire.gateway.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Tokens for heartbeats by HTTP, durable. Thread safe; {@link #save} and {@link #forget} never
 * block and complete on a thread of the engine.
 */
public interface HeartbeatTokens {
  /** Those that were saved and not forgotten since, by id; reads a disk. */
  List<HeartbeatToken> all();

  /** Keeps {@code token}, of which there is none yet; completes once that is durable. */
  CompletionStage<Boolean> save(HeartbeatToken token);

  /** Keeps it no more; completes once that is durable, with false if it was not kept. */
  CompletionStage<Boolean> forget(String id);
}
