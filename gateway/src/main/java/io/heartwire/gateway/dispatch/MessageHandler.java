package io.heartwire.gateway.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What an application does with the messages of its clients. Users implement this.
 *
 * <p>Where it is called, and whether it may block there, the {@link Model} of the message's type
 * says; in which order, {@link Inbound}. It is called for different clients at the same time.
 *
 * <p>Where the client wants an acknowledgement, it is sent when the stage completes. A stage that
 * fails, or an exception, is logged and counted; the client is told that the message has failed,
 * and the connection stays. With a {@link BusyException} the client is told to send it again later.
 * The same happens at the deadline if the stage has not completed: then the thread is interrupted
 * too, unless it is an event loop, and what the handler says later is ignored. A client that has
 * left in the meantime makes no difference: what was taken in is handled, and the answer goes
 * nowhere.
 *
 * <p>A client whose acknowledgement was lost sends the message again, under the same id: then this
 * is called again. Only the events of types that are told are without duplicates.
 */
@FunctionalInterface
public interface MessageHandler {
  /** A handler that takes every message and does nothing. */
  MessageHandler NONE = (peer, message) -> CompletableFuture.completedFuture(null);

  /** A message of {@code peer} has come in; the stage completes when it has been dealt with. */
  CompletionStage<?> received(Peer peer, Message message);
}
