package io.heartwire.gateway.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What an application does with the messages of its clients. Users implement this.
 *
 * <p>Called on the event loop of the client, so it must not block: the messages of one client come
 * one after the other, those of different clients at the same time. Where the client wants an
 * acknowledgement, it is sent when the stage completes; a stage that fails, or an exception, is
 * logged and counted, no acknowledgement is sent and the connection stays.
 */
@FunctionalInterface
public interface MessageHandler {
  /** A handler that takes every message and does nothing. */
  MessageHandler NONE = (peer, message) -> CompletableFuture.completedFuture(null);

  /** A message of {@code peer} has come in; the stage completes when it has been dealt with. */
  CompletionStage<?> received(Peer peer, Message message);
}
