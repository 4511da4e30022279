package io.heartwire.redis;

import io.heartwire.gateway.cluster.EngineAwayException;
import io.heartwire.gateway.cluster.EngineHealth;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.event.ClusterTopologyChangedEvent;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of an engine to Redis, or to each node of a Redis Cluster. Thread safe.
 *
 * <p>Up to {@value #MOST_WAITING} commands wait for an answer, for a time each; one more is
 * refused, and so is all while there is no connection: nothing is kept back and sent later, when
 * whoever asked has given up. What is under way when a connection breaks fails at once, and is not
 * sent again.
 */
final class RedisLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final int MOST_WAITING = 50_000;
  private static final Delay RECONNECT =
      Delay.fullJitter(Duration.ofMillis(100), Duration.ofSeconds(2), 100, TimeUnit.MILLISECONDS);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration REFRESH = Duration.ofMillis(500);

  private final ClientResources resources;
  private final AbstractRedisClient client;
  private final StatefulConnection<String, String> connection;
  private final RedisClusterAsyncCommands<String, String> commands;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicReference<@Nullable String> problem = new AtomicReference<>();
  private final AtomicLong connects = new AtomicLong();
  private final long answerMs;
  private volatile Runnable answered = () -> {};

  private RedisLink(
      Duration answer,
      ClientResources resources,
      AbstractRedisClient client,
      StatefulConnection<String, String> connection,
      RedisClusterAsyncCommands<String, String> commands) {
    this.resources = resources;
    this.client = client;
    this.connection = connection;
    this.commands = commands;
    this.answerMs = answer.toMillis();
    client.addListener(new Connects());
    resources.eventBus().get().ofType(ClusterTopologyChangedEvent.class).subscribe(this::count);
  }

  private void count(ClusterTopologyChangedEvent other) {
    LOG.info(
        "the masters of the Redis Cluster, or what they have, are others than before: {}",
        other.after().stream()
            .filter(node -> node.getRole().isUpstream() && !node.getSlots().isEmpty())
            .map(node -> node.getUri().getHost() + ":" + node.getUri().getPort())
            .sorted()
            .toList());
    connects.incrementAndGet();
  }

  /**
   * Grows when a connection was lost and is there again, and when other servers have the slots of a
   * Redis Cluster: what answers may know less.
   */
  long connects() {
    return connects.get();
  }

  /* A Redis Cluster is asked for its servers over connections of their own, which come and go: those do not count. */
  private final class Connects implements RedisConnectionStateListener {
    private final Set<RedisChannelHandler<?, ?>> lost =
        Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> known, SocketAddress server) {
      if (lost.remove(known)) {
        connects.incrementAndGet();
      }
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> known) {
      lost.add(known);
    }
  }

  /**
   * Connects, and finds out whether it is a Redis Cluster.
   *
   * @param answer how long a command waits for its answer
   * @param ssl whom to trust, and who we are, if the URI asks for TLS
   * @throws RedisException if it cannot be reached
   */
  static RedisLink open(RedisURI uri, Duration answer, SslOptions ssl) {
    uri.setTimeout(answer);
    ClientResources resources =
        ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(RECONNECT)
            .build();
    RedisClient single = RedisClient.create(resources, uri);
    try {
      single.setOptions(bounded(ClientOptions.builder(), answer, ssl).build());
      StatefulRedisConnection<String, String> connection = single.connect();
      if (!connection.sync().info("cluster").contains("cluster_enabled:1")) {
        return new RedisLink(answer, resources, single, connection, connection.async());
      }
      connection.close();
      single.shutdown(0, 0, TimeUnit.MILLISECONDS);
      return cluster(resources, uri, answer, ssl);
    } catch (RedisException e) {
      single.shutdown(0, 0, TimeUnit.MILLISECONDS);
      resources.shutdown(0, 0, TimeUnit.MILLISECONDS);
      throw e;
    }
  }

  private static RedisLink cluster(
      ClientResources resources, RedisURI uri, Duration answer, SslOptions ssl) {
    RedisClusterClient cluster = RedisClusterClient.create(resources, uri);
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    bounded(options, answer, ssl);
    cluster.setOptions(
        options
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(Duration.ofSeconds(30))
                    // All triggers are on: one that is not reached, or says that another has a
                    // slot.
                    .adaptiveRefreshTriggersTimeout(REFRESH)
                    .refreshTriggersReconnectAttempts(1)
                    .build())
            .build());
    try {
      StatefulRedisClusterConnection<String, String> connection = cluster.connect();
      return new RedisLink(answer, resources, cluster, connection, connection.async());
    } catch (RedisException e) {
      cluster.shutdown(0, 0, TimeUnit.MILLISECONDS);
      throw e;
    }
  }

  private static ClientOptions.Builder bounded(
      ClientOptions.Builder options, Duration answer, SslOptions ssl) {
    return options
        .autoReconnect(true)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(MOST_WAITING)
        .sslOptions(ssl)
        .timeoutOptions(TimeoutOptions.enabled(answer))
        .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).build());
  }

  boolean isCluster() {
    return connection instanceof StatefulRedisClusterConnection;
  }

  /** For what only reads, or is one command. */
  RedisClusterAsyncCommands<String, String> commands() {
    return commands;
  }

  /** A connection of its own for what is said to this node. */
  StatefulRedisPubSubConnection<String, String> listening() {
    return client instanceof RedisClusterClient cluster
        ? cluster.connectPubSub()
        : ((RedisClient) client).connectPubSub();
  }

  /** Says {@code text} to whoever listens to {@code channel}; it may be lost. */
  void publish(String channel, String text) {
    try {
      commands
          .publish(channel, text)
          .whenComplete(
              (receivers, e) -> {
                if (e != null) {
                  LOG.debug("nobody hears {} in {}", text, channel, e);
                }
              });
    } catch (RedisException e) {
      LOG.debug("there is no connection to say {} in {}", text, channel, e);
    }
  }

  /** One text of {@code INFO}. */
  String info(String section) {
    return await(commands.info(section));
  }

  /** What {@code ask} is answered by each server that takes writes; not on an event loop. */
  <T> List<T> each(Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> ask) {
    if (!(connection instanceof StatefulRedisClusterConnection<String, String> cluster)) {
      return List.of(await(ask.apply(commands)));
    }
    return cluster.getPartitions().stream()
        .filter(node -> node.getRole().isUpstream() && !node.getSlots().isEmpty())
        .map(RedisClusterNode::getUri)
        // The connection that scripts use: by the id of the node there would be another one.
        .map(at -> await(ask.apply(cluster.getConnection(at.getHost(), at.getPort()).async())))
        .toList();
  }

  /**
   * What the clock of Redis shows, in microseconds. Of a Redis Cluster: that of one of its nodes.
   */
  long micros() {
    return Micros.of(await(commands.time()));
  }

  /** Makes all scripts known to Redis. */
  void load() {
    for (Script script : Script.values()) {
      await(commands.scriptLoad(script.text()));
    }
  }

  /**
   * Runs {@code script} on what begins with {@code base}, after all that was asked for before.
   *
   * @return its answer, on a thread of Redis's client
   */
  CompletableFuture<Reply> run(Script script, String base, String... values) {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    int counted = script == Script.CLAIM || script == Script.RELEASE ? 1 : 0;
    waiting.addAndGet(counted);
    String[] keys = {base};
    send(() -> commands.evalsha(script.digest(), ScriptOutputType.MULTI, keys, values))
        .whenComplete(
            (reply, e) -> {
              if (cause(e) instanceof RedisNoScriptException) {
                // Redis was started anew, or is another one.
                send(() -> commands.eval(script.text(), ScriptOutputType.MULTI, keys, values))
                    .whenComplete((second, failure) -> end(answer, counted, second, failure));
              } else {
                end(answer, counted, reply, e);
              }
            });
    return answer;
  }

  private interface Sending {
    RedisFuture<List<Object>> send();
  }

  private static CompletionStage<List<Object>> send(Sending sending) {
    try {
      return sending.send();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void end(
      CompletableFuture<Reply> answer,
      int counted,
      @Nullable List<Object> reply,
      @Nullable Throwable e) {
    // Before whoever waits for it goes on.
    waiting.addAndGet(-counted);
    if (e == null && reply != null) {
      done.incrementAndGet();
      problem.set(null);
      answer.complete(new Reply(reply));
    } else {
      failures.incrementAndGet();
      problem.set(message(cause(e)));
      answer.completeExceptionally(away(e == null ? new RedisException("nothing answered") : e));
    }
  }

  /** {@code answer}, whose failures say that Redis is away. */
  static <T> CompletionStage<T> orAway(CompletionStage<T> answer) {
    return answer.handle(
        (value, e) -> {
          if (e != null) {
            throw away(e);
          }
          return value;
        });
  }

  private static EngineAwayException away(Throwable e) {
    Throwable cause = cause(e);
    return cause instanceof EngineAwayException known
        ? known
        : new EngineAwayException("presence is out of reach: Redis: " + message(cause), e);
  }

  private static String message(@Nullable Throwable cause) {
    return cause == null || cause.getMessage() == null ? "it does not answer" : cause.getMessage();
  }

  static @Nullable Throwable cause(@Nullable Throwable e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }

  /** Whether {@code e}, of what was sent, leaves open whether Redis has done it, or does it yet. */
  static boolean mayBeDone(@Nullable Throwable e) {
    return cause(e) instanceof EngineAwayException away
        && !(cause(away.getCause()) instanceof RedisCommandExecutionException);
  }

  /** What is to be done with each answer that was waited for; quick, on any thread. */
  void onAnswer(Runnable does) {
    answered = does;
  }

  /** Waits for {@code answer}: not on an event loop. */
  <T> T await(CompletionStage<T> answer) {
    try {
      T value = answer.toCompletableFuture().orTimeout(2 * answerMs, TimeUnit.MILLISECONDS).join();
      answered.run();
      return value;
    } catch (CompletionException e) {
      throw away(e);
    }
  }

  /** {@code detached}: why this node must not write; empty if it may. */
  EngineHealth health(int held, long lost, String detached) {
    return new EngineHealth(
        waiting.get() + held,
        Optional.ofNullable(problem.get())
            .map(why -> "Redis does not answer: " + why + ": look at it, and at the way to it")
            .or(() -> Optional.of(detached).filter(why -> !why.isEmpty())),
        failures.get(),
        lost,
        done.get());
  }

  /**
   * How many claims and releases have not been answered yet; what goes on by itself is left out.
   */
  int waiting() {
    return waiting.get();
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(0, 0, TimeUnit.MILLISECONDS);
    resources.shutdown(0, 0, TimeUnit.MILLISECONDS);
  }
}
