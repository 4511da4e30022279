package io.heartwire.gateway.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.PeerAwayException;
import io.heartwire.gateway.cluster.Peers;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other gateways that something waits for clients that they hold. Thread safe; never blocks.
 *
 * <p>One question at a time is under way to each gateway: what comes meanwhile goes with the next
 * one, so that a message to a large group is a few questions, and a gateway that is slow delays
 * nobody but those who ask for it. A question that is lost costs time only: what waits stays in the
 * engine, and whoever holds the client looks there every few seconds.
 */
final class Wakeups {
  static final String SUBJECT = "mail";
  static final String ACKNOWLEDGED = "mail.acknowledged";
  private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_AT_ONCE = 1_000;
  private static final int MOST_WAITING = 100_000;

  private final Peers peers;

  /** By the name of a gateway; as many as there ever were. */
  private final Map<String, Line> lines = new ConcurrentHashMap<>();

  Wakeups(Peers peers) {
    this.peers = peers;
  }

  /**
   * Has {@code node} look at what waits for {@code client}.
   *
   * @return false if the client is there and can be sent nothing now; fails with a {@link
   *     PeerAwayException}
   */
  CompletionStage<Boolean> wake(String node, ClientId client) {
    return lines.computeIfAbsent(node, Line::new).add(client);
  }

  /**
   * Tells {@code node}, which kept it, that the client has acknowledged a message. All hear of it
   * through the log as well; that may take some seconds, if the gateway that leads is stopped.
   */
  void acknowledged(String node, ClientId client, String id) {
    ArrayNode words = JsonNodeFactory.instance.arrayNode().add(client.value()).add(id);
    peers
        .ask(node, ACKNOWLEDGED, words.toString())
        .whenComplete(
            (heard, failure) -> {
              if (failure != null) {
                LOG.debug("{} is not told that {} has {}", node, client, id, failure);
              }
            });
  }

  /** Reads what {@link #acknowledged} says. */
  static void read(String words, BiConsumer<ClientId, String> heard) {
    JsonNode said = tree(words);
    heard.accept(new ClientId(said.path(0).asText()), said.path(1).asText());
  }

  /** What {@link #wake} may fail with, as one sentence. */
  static String why(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause.getMessage());
  }

  /**
   * Answers the question of another gateway.
   *
   * @param wakes told of each client; answers false if it can be sent nothing now
   */
  static String answer(String words, Predicate<ClientId> wakes) {
    ArrayNode outOfReach = JsonNodeFactory.instance.arrayNode();
    for (String client : names(words)) {
      if (!wakes.test(new ClientId(client))) {
        outOfReach.add(client);
      }
    }
    return outOfReach.toString();
  }

  private static Set<String> names(String words) {
    Set<String> names = new HashSet<>();
    tree(words).forEach(name -> names.add(name.asText()));
    return names;
  }

  private static JsonNode tree(String words) {
    try {
      return JSON.readTree(words);
    } catch (JsonProcessingException e) {
      throw new PeerAwayException("it speaks of messages as nobody does here: " + words);
    }
  }

  /** Those for whom one gateway is asked; guarded by itself. */
  private final class Line {
    private final String node;
    private Map<ClientId, CompletableFuture<Boolean>> next = new LinkedHashMap<>();
    private boolean asking;

    Line(String node) {
      this.node = node;
    }

    CompletionStage<Boolean> add(ClientId client) {
      CompletableFuture<Boolean> answer;
      synchronized (this) {
        if (next.size() >= MOST_WAITING && !next.containsKey(client)) {
          return CompletableFuture.failedFuture(
              new PeerAwayException(
                  MOST_WAITING + " clients wait for the answer of gateway " + node));
        }
        answer = next.computeIfAbsent(client, same -> new CompletableFuture<>());
      }
      ask();
      return answer;
    }

    private void ask() {
      Map<ClientId, CompletableFuture<Boolean>> asked = new LinkedHashMap<>();
      synchronized (this) {
        if (asking || next.isEmpty()) {
          return;
        }
        asking = true;
        var clients = next.entrySet().iterator();
        while (clients.hasNext() && asked.size() < MOST_AT_ONCE) {
          var client = clients.next();
          asked.put(client.getKey(), client.getValue());
          clients.remove();
        }
      }
      ArrayNode names = JsonNodeFactory.instance.arrayNode();
      asked.keySet().forEach(client -> names.add(client.value()));
      peers
          .ask(node, SUBJECT, names.toString())
          .thenApply(Wakeups::names)
          .whenComplete((outOfReach, failure) -> answered(asked, outOfReach, failure));
    }

    private void answered(
        Map<ClientId, CompletableFuture<Boolean>> asked,
        @Nullable Set<String> outOfReach,
        @Nullable Throwable failure) {
      Map<ClientId, CompletableFuture<Boolean>> late = Map.of();
      synchronized (this) {
        asking = false;
        if (failure != null) {
          // It would be as long again until they knew.
          late = next;
          next = new LinkedHashMap<>();
        }
      }
      if (failure == null) {
        asked.forEach(
            (client, answer) ->
                answer.complete(outOfReach == null || !outOfReach.contains(client.value())));
      } else {
        asked.values().forEach(answer -> answer.completeExceptionally(failure));
        late.values().forEach(answer -> answer.completeExceptionally(failure));
      }
      ask();
    }
  }
}
