package io.heartwire.gateway.mail;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.dispatch.BusyException;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.dispatch.Peer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Records messages of some types as events, once each, after the handler has dealt with them; their
 * stage completes once that is durable, and so their acknowledgement is sent only then. While
 * nothing becomes durable their clients are told to come again later. Thread safe; never blocks.
 */
public final class Telling implements MessageHandler {
  private final MessageHandler handler;
  private final Map<String, Duration> limits;
  private final ClusterEngine engine;

  /**
   * Records what {@code handler} has dealt with.
   *
   * @param limits how long recording may take, by the type of messages; others are not recorded
   */
  public Telling(MessageHandler handler, Map<String, Duration> limits, ClusterEngine engine) {
    this.handler = handler;
    this.limits = Map.copyOf(limits);
    this.engine = engine;
  }

  @Override
  public CompletionStage<?> received(Peer peer, Message message) {
    Duration limit = limits.get(message.type());
    if (limit == null) {
      return handler.received(peer, message);
    }
    Optional<String> problem = engine.health().problem();
    if (problem.isPresent()) {
      throw new BusyException(problem.get());
    }
    CompletionStage<?> dealtWith =
        Objects.requireNonNull(
            handler.received(peer, message), "the handler returned null: return a stage");
    return dealtWith.thenCompose(done -> record(peer, message, limit));
  }

  private CompletionStage<Inbox.Received> record(Peer peer, Message message, Duration limit) {
    CompletableFuture<Inbox.Received> recorded =
        engine
            .inbox()
            .receive(
                new Notice(
                    EventType.MESSAGE,
                    Optional.of(peer.clientId()),
                    peer.user(),
                    peer.epoch(),
                    json(message)),
                message.id())
            .toCompletableFuture();
    // What is late may still be recorded: then it has come before when it comes again.
    return recorded
        .copy()
        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    failure instanceof TimeoutException
                        ? new BusyException("nothing becomes durable")
                        : failure));
  }

  private static String json(Message message) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("type", message.type());
    if (!message.id().isEmpty()) {
      data.put("id", message.id());
    }
    MessageText.put(data, message.body());
    return data.toString();
  }
}
