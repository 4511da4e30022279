package io.heartwire.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.cluster.Answerers;
import io.heartwire.gateway.cluster.Peer;
import io.heartwire.gateway.cluster.PeerAwayException;
import io.heartwire.gateway.cluster.Peers;
import io.lettuce.core.KeyValue;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of one Redis: their cards are the values of their leases, and they speak to each other
 * by publishing to channels, one a node and one for all. Thread safe but for {@link #look}: one
 * thread calls that.
 */
final class RedisPeers implements Peers, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisPeers.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_ASKED = 10_000;
  private static final int MOST_HEARD = 10_000;
  private static final int MOST_CHARACTERS = 1_000_000;

  private final Footing on;
  private final Card card;
  private final Bell bell;
  private final StatefulRedisPubSubConnection<String, String> ear;
  private final ThreadPoolExecutor thread;
  private final Answerers answerers = new Answerers();
  private final Map<String, CompletableFuture<String>> asked = new ConcurrentHashMap<>();
  private final AtomicLong questions = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final AtomicLong heard = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile List<Peer> live = List.of();

  /**
   * What goes from node to node.
   *
   * @param from whom it comes from
   * @param id of the question, which its answer has too; empty if nobody waits for one
   * @param subject what it is about; empty in an answer
   * @param words the question, or the answer; null if there is none
   * @param why there is no answer
   */
  record Parcel(
      String from, String id, String subject, @Nullable String words, @Nullable String why) {}

  RedisPeers(Footing on, Card card, Bell bell, Function<String, ThreadFactory> threads) {
    this.on = on;
    this.card = card;
    this.bell = bell;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MOST_HEARD),
            threads.apply("heartwire-peers"));
    this.ear = on.link().listening();
    ear.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String text) {
            if (!bell.heard(channel, text, on.tail().latest())) {
              hear(text);
            }
          }
        });
    on.link().await(ear.async().subscribe(channel(self()), on.keys().channelOfAll()));
    on.link().await(ear.async().subscribe(bell.channels()));
    look();
  }

  private String channel(String node) {
    return on.keys().log("to:" + node);
  }

  @Override
  public String self() {
    return on.self().node();
  }

  /** Reads the cards of those who live. */
  void look() {
    Map<String, String> incarnations =
        new TreeMap<>(on.link().await(on.link().commands().hgetall(on.keys().log("incarnations"))));
    if (incarnations.isEmpty()) {
      live = List.of();
      return;
    }
    String prefix = on.keys().log("node:");
    String[] leases =
        incarnations.keySet().stream().map(node -> prefix + node).toArray(String[]::new);
    live =
        on.link().await(on.link().commands().mget(leases)).stream()
            .filter(KeyValue::hasValue)
            .map(lease -> peer(lease.getKey().substring(prefix.length()), lease.getValue()))
            .toList();
  }

  private static Peer peer(String node, String lease) {
    int space = lease.indexOf(' ');
    // One of before this version says its incarnation only.
    String incarnation = space < 0 ? lease : lease.substring(0, space);
    return new Peer(
        node, Long.parseLong(incarnation), space < 0 ? Map.of() : facts(lease.substring(space)));
  }

  private static Map<String, String> facts(String text) {
    try {
      Map<String, String> facts = new TreeMap<>();
      JSON.readTree(text)
          .properties()
          .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
      return facts;
    } catch (JsonProcessingException e) {
      LOG.warn("what a gateway says of itself cannot be read: {}", text);
      return Map.of();
    }
  }

  @Override
  public List<Peer> live() {
    return live;
  }

  @Override
  public void describe(String key, Supplier<String> fact) {
    card.describe(key, fact);
  }

  @Override
  public void refresh() {
    on.self().renewSoon();
    bell.wake();
  }

  @Override
  public CompletionStage<String> ask(String node, String subject, String words) {
    questions.incrementAndGet();
    String problem = problem(node, words);
    if (!problem.isEmpty()) {
      unanswered.incrementAndGet();
      return CompletableFuture.failedFuture(new PeerAwayException(problem));
    }
    CompletableFuture<String> answer = new CompletableFuture<>();
    String id = on.tail().token();
    asked.put(id, answer);
    answer.whenComplete((text, e) -> asked.remove(id, answer));
    publish(channel(node), new Parcel(self(), id, subject, words, null))
        .whenComplete(
            (receivers, e) -> {
              if (e != null) {
                answer.completeExceptionally(
                    new PeerAwayException(
                        "gateway " + node + " cannot be asked: " + e.getMessage()));
              }
            });
    return answer
        .orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
        .handle(
            (text, e) -> {
              if (e != null) {
                unanswered.incrementAndGet();
              }
              if (e instanceof TimeoutException) {
                throw new PeerAwayException(
                    "gateway "
                        + node
                        + " did not answer within "
                        + PATIENCE_MS
                        + " ms: look whether it is stalled or cut off");
              } else if (e instanceof RuntimeException known) {
                throw known;
              }
              return text;
            });
  }

  private String problem(String node, String words) {
    if (words.length() > MOST_CHARACTERS) {
      return words.length() + " characters for another gateway, limit " + MOST_CHARACTERS;
    }
    if (asked.size() >= MOST_ASKED) {
      return MOST_ASKED + " questions wait for answers of other gateways: come again later";
    }
    List<String> names = live.stream().map(Peer::node).toList();
    return node.equals(self()) || names.contains(node)
        ? ""
        : "there is no gateway " + node + "; there are " + String.join(", ", names);
  }

  @Override
  public void tellOthers(String subject, String words) {
    publish(on.keys().channelOfAll(), new Parcel(self(), "", subject, words, null))
        .whenComplete(
            (receivers, e) -> {
              if (e != null) {
                LOG.debug("the others are not told of {}: {}", subject, e.getMessage());
              }
            });
  }

  private CompletionStage<Long> publish(String channel, Parcel parcel) {
    try {
      return on.link().commands().publish(channel, JSON.writeValueAsString(parcel));
    } catch (JsonProcessingException e) {
      return CompletableFuture.failedFuture(e);
    } catch (RuntimeException e) {
      // There is no connection.
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void onAsked(String subject, Answerer answerer) {
    answerers.put(subject, answerer);
  }

  @Override
  public Traffic traffic() {
    return new Traffic(questions.get(), unanswered.get(), heard.get(), refused.get());
  }

  /** On a thread of Redis's client. */
  private void hear(String text) {
    try {
      thread.execute(() -> take(text));
    } catch (RejectedExecutionException e) {
      refused.incrementAndGet();
    }
  }

  private void take(String text) {
    Parcel parcel;
    try {
      parcel = JSON.readValue(text, Parcel.class);
    } catch (JsonProcessingException e) {
      LOG.warn("another gateway says what cannot be read: {}", e.getOriginalMessage());
      return;
    }
    if (parcel.subject().isEmpty()) {
      answered(parcel);
      return;
    }
    boolean toAll = parcel.id().isEmpty();
    if (toAll && parcel.from().equals(self())) {
      return;
    }
    heard.incrementAndGet();
    CompletionStage<String> answer =
        answerers.answer(
            self(), parcel.from(), parcel.subject(), parcel.words() == null ? "" : parcel.words());
    if (!toAll) {
      answer.whenComplete((words, e) -> reply(parcel, words, e));
    }
  }

  private void reply(Parcel question, @Nullable String words, @Nullable Throwable e) {
    Throwable cause = RedisLink.cause(e);
    String why = cause == null ? null : String.valueOf(cause.getMessage());
    publish(channel(question.from()), new Parcel(self(), question.id(), "", words, why))
        .whenComplete(
            (receivers, failure) -> {
              if (failure != null) {
                LOG.debug("{} gets no answer: {}", question.from(), failure.getMessage());
              }
            });
  }

  private void answered(Parcel parcel) {
    CompletableFuture<String> waiting = asked.remove(parcel.id());
    if (waiting == null) {
      return;
    }
    if (parcel.words() == null) {
      waiting.completeExceptionally(
          new PeerAwayException(parcel.why() == null ? "it has no answer" : parcel.why()));
    } else {
      waiting.complete(parcel.words());
    }
  }

  @Override
  public void close() {
    ear.close();
    thread.shutdownNow();
    var closed = new PeerAwayException("this gateway is being closed");
    asked.values().forEach(waiting -> waiting.completeExceptionally(closed));
  }
}
