package io.heartwire.gateway.admission;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.wire.Bytes;

/**
 * Knows which clients come back to something that is kept for them: these are let in first.
 *
 * <p>Called on event loops: it must be thread safe and must not block.
 */
@FunctionalInterface
public interface ResumeTokens {
  /** Nothing is kept for anybody. */
  ResumeTokens NONE = (clientId, token) -> false;

  /** Whether {@code token}, which may be empty or made up, was given to {@code clientId} by us. */
  boolean knows(ClientId clientId, Bytes token);
}
