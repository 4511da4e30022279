package io.heartwire.sinks;

import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.event.EventSink;
import io.heartwire.gateway.event.EventText;
import io.heartwire.gateway.event.SinkException;
import io.heartwire.gateway.event.SinkException.Fault;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Adds events to a Redis stream: a batch is one transaction in one pipeline, so that it is there as
 * a whole and in order, or not at all. Each entry has the fields {@code id} (the number, the same
 * whenever an event is told again), {@code type}, {@code client} and {@code event}, the CloudEvent.
 * NOT thread safe.
 */
final class RedisSink implements EventSink {
  private final RedisURI uri;
  private final Stream stream;
  private final EventText text;
  private @Nullable Client client;
  private @Nullable StatefulRedisConnection<String, String> connection;

  RedisSink(RedisURI uri, Stream stream, EventText text) {
    this.uri = uri;
    this.stream = stream;
    this.text = text;
  }

  /**
   * Where they go.
   *
   * @param key of the stream
   * @param maxLength about so many entries are kept; 0: all
   */
  record Stream(String key, int maxLength) {}

  /** A client with threads of its own: two and two, the least that it takes. */
  private record Client(ClientResources resources, RedisClient redis) {
    static Client of(RedisURI uri) {
      ClientResources resources =
          ClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
      RedisClient redis = RedisClient.create(resources, uri);
      // Whoever calls decides when to try again.
      redis.setOptions(
          ClientOptions.builder()
              .autoReconnect(false)
              .socketOptions(SocketOptions.builder().connectTimeout(uri.getTimeout()).build())
              .build());
      return new Client(resources, redis);
    }

    void close() {
      redis
          .shutdownAsync(0, 0, TimeUnit.MILLISECONDS)
          .whenComplete((done, e) -> resources.shutdown(0, 0, TimeUnit.MILLISECONDS));
    }
  }

  @Override
  public void deliver(List<Event> events) throws SinkException, InterruptedException {
    boolean taken = false;
    try {
      add(open(), events);
      taken = true;
    } catch (RedisException e) {
      throw failure(e);
    } finally {
      if (!taken) {
        hangUp();
      }
    }
  }

  private StatefulRedisConnection<String, String> open() {
    StatefulRedisConnection<String, String> open = connection;
    if (open == null) {
      Client used = client == null ? Client.of(uri) : client;
      client = used;
      open = used.redis().connect();
      open.setAutoFlushCommands(false);
      connection = open;
    }
    return open;
  }

  private void add(StatefulRedisConnection<String, String> to, List<Event> events)
      throws SinkException, InterruptedException {
    RedisAsyncCommands<String, String> commands = to.async();
    List<CompletableFuture<?>> answers = new ArrayList<>(events.size() + 2);
    answers.add(commands.multi().toCompletableFuture());
    for (Event event : events) {
      answers.add(commands.xadd(stream.key(), bound(), fields(event)).toCompletableFuture());
    }
    answers.add(commands.exec().toCompletableFuture());
    to.flushCommands();
    Duration timeout = uri.getTimeout();
    try {
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new SinkException(
          place() + " did not answer within " + timeout.toMillis() + " ms: look at the server", e);
    }
  }

  private XAddArgs bound() {
    return stream.maxLength() == 0
        ? new XAddArgs()
        : XAddArgs.Builder.maxlen(stream.maxLength()).approximateTrimming();
  }

  private Map<String, String> fields(Event event) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("id", Long.toString(event.number()));
    fields.put("type", event.type().word());
    event.client().ifPresent(client -> fields.put("client", client));
    fields.put("event", text.line(event));
    return fields;
  }

  private SinkException failure(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = String.valueOf(root.getMessage());
    String why = place() + " was not told: " + said;
    return said.matches("(?s)(WRONGTYPE|NOAUTH|WRONGPASS|NOPERM|ERR invalid DB).*")
        ? new SinkException(Fault.ADDRESS, why + ": correct url, secret or topic")
        : new SinkException(why + ": look at the server");
  }

  private String place() {
    return "stream " + stream.key() + " at " + uri.getHost() + ":" + uri.getPort();
  }

  private void hangUp() {
    StatefulRedisConnection<String, String> open = connection;
    connection = null;
    if (open != null) {
      open.closeAsync();
    }
  }

  @Override
  public void close() {
    hangUp();
    Client used = client;
    client = null;
    if (used != null) {
      used.close();
    }
  }
}
