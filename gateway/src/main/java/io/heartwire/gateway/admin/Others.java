package io.heartwire.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.Peer;
import io.heartwire.gateway.cluster.PeerAwayException;
import io.heartwire.gateway.cluster.Peers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Asks the administrations of other gateways, and answers theirs. Who may ask was decided where the
 * request came in. Thread safe.
 *
 * <p>Bounds: {@value #THREADS} threads answer, {@value #MOST_WAITING} questions wait for them; each
 * gateway is asked once a request, and waited for as long as {@link Peers#PATIENCE_MS}.
 */
final class Others implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int MOST_WAITING = 1_000;
  private static final long HARDLY_MS = 500;
  private static final String SUBJECTS = "admin.";
  private static final String ANSWER = "answer";
  private static final String REFUSED = "refused";

  private final Peers peers;
  private final ObjectMapper json;
  private final ThreadPoolExecutor threads;

  /** Those who did not answer last time. */
  private final Set<String> silent = ConcurrentHashMap.newKeySet();

  Others(Peers peers, ObjectMapper json, Function<String, ThreadFactory> threads) {
    this.peers = peers;
    this.json = json;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            threads.apply("heartwire-admin-peers"));
    this.threads.allowCoreThreadTimeOut(true);
  }

  /**
   * One that did not answer.
   *
   * @param why one sentence
   */
  record Missing(String node, String why) {}

  /**
   * What the others say.
   *
   * @param answers by the names of those who answered
   * @param missing those who did not
   */
  record Heard(Map<String, JsonNode> answers, List<Missing> missing) {}

  /**
   * What one gateway has done of what was asked for all.
   *
   * @param why it has not, as one sentence; absent if it has
   */
  record Told(String node, boolean done, Optional<String> why) {}

  /** This gateway, which has done it, and what the others have. Empty if there are no others. */
  List<Told> told(Heard heard) {
    List<Told> told = new ArrayList<>();
    heard.answers().keySet().forEach(node -> told.add(new Told(node, true, Optional.empty())));
    heard.missing().forEach(it -> told.add(new Told(it.node(), false, Optional.of(it.why()))));
    if (!told.isEmpty()) {
      told.add(new Told(self(), true, Optional.empty()));
      told.sort(Comparator.comparing(Told::node));
    }
    return told;
  }

  /** The name of this gateway. */
  String self() {
    return peers.self();
  }

  /** Those who live, this one among them. */
  List<Peer> live() {
    return peers.live();
  }

  /** {@code node}, if it is another gateway than this one. */
  Optional<String> elsewhere(Optional<String> node) {
    return node.filter(name -> !name.equals(peers.self()));
  }

  /**
   * Answers what others ask about {@code subject}.
   *
   * @param how may wait, but not for others; a {@link Refusal} is thrown where it was asked
   */
  void answer(String subject, Function<JsonNode, ?> how) {
    peers.onAsked(SUBJECTS + subject, (from, words) -> answered(words, how));
  }

  private CompletionStage<String> answered(String words, Function<JsonNode, ?> how) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    try {
      threads.execute(() -> answer.complete(words(words, how)));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(
          new PeerAwayException(
              MOST_WAITING + " questions wait for gateway " + self() + ": ask again later"));
    }
    return answer;
  }

  private String words(String words, Function<JsonNode, ?> how) {
    ObjectNode envelope = JsonNodeFactory.instance.objectNode();
    try {
      envelope.set(ANSWER, json.valueToTree(how.apply(json.readTree(words))));
    } catch (Refusal refusal) {
      envelope.set(REFUSED, json.valueToTree(refusal.problem("")));
    } catch (JsonProcessingException | RuntimeException e) {
      envelope.set(
          REFUSED,
          json.valueToTree(
              new Refusal(500, "Defect", "gateway " + self() + " fails: " + e + ": see its log")
                  .problem("")));
    }
    return envelope.toString();
  }

  /**
   * What {@code node} answers. Waits.
   *
   * @throws Refusal its refusal, or that it does not answer
   */
  JsonNode ask(String node, String subject, Object question) {
    try {
      return opened(asked(node, subject, question).join());
    } catch (CompletionException e) {
      throw new Refusal(503, "Gateway does not answer", why(e));
    }
  }

  private CompletableFuture<JsonNode> asked(String node, String subject, Object question) {
    return peers
        .ask(node, SUBJECTS + subject, json.valueToTree(question).toString())
        .thenApply(this::read)
        .toCompletableFuture();
  }

  private JsonNode read(String words) {
    try {
      return json.readTree(words);
    } catch (JsonProcessingException e) {
      throw new PeerAwayException("what it answers cannot be read: " + words);
    }
  }

  private static JsonNode opened(JsonNode envelope) {
    JsonNode refused = envelope.path(REFUSED);
    if (!refused.isMissingNode()) {
      throw new Refusal(
          refused.path("status").asInt(),
          refused.path("title").asText(),
          refused.path("detail").asText());
    }
    return envelope.path(ANSWER);
  }

  private static String why(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }

  /** What all others answer, who are asked at the same time. Waits. */
  Heard askAll(String subject, Object question) {
    return askAll(subject, question, Peers.PATIENCE_MS);
  }

  /**
   * The same, with less patience. Who did not answer last time is waited for {@value #HARDLY_MS}
   * ms: one that is stopped must not hold the threads of all requests.
   */
  Heard askAll(String subject, Object question, long mostMs) {
    Map<String, CompletableFuture<JsonNode>> asked = new LinkedHashMap<>();
    for (Peer peer : peers.live()) {
      if (!peer.node().equals(peers.self())) {
        asked.put(
            peer.node(), waitedFor(peer.node(), asked(peer.node(), subject, question), mostMs));
      }
    }
    Map<String, JsonNode> answers = new LinkedHashMap<>();
    List<Missing> missing = new ArrayList<>();
    asked.forEach(
        (node, answer) -> {
          try {
            answers.put(node, opened(answer.join()));
          } catch (CompletionException e) {
            missing.add(new Missing(node, missed(node, e)));
          } catch (Refusal refusal) {
            missing.add(new Missing(node, String.valueOf(refusal.getMessage())));
          }
        });
    return new Heard(answers, missing);
  }

  private CompletableFuture<JsonNode> waitedFor(
      String node, CompletableFuture<JsonNode> answer, long mostMs) {
    long patienceMs = silent.contains(node) ? Math.min(HARDLY_MS, mostMs) : mostMs;
    answer.thenRun(() -> silent.remove(node));
    CompletableFuture<JsonNode> waited = answer.copy().orTimeout(patienceMs, TimeUnit.MILLISECONDS);
    waited.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            silent.add(node);
          }
        });
    return waited;
  }

  private static String missed(String node, CompletionException e) {
    return e.getCause() instanceof TimeoutException
        ? "gateway " + node + " does not answer: look whether it is stalled or cut off"
        : why(e);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
