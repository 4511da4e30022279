package io.heartwire.redis;

import io.heartwire.gateway.cluster.OfflineHolds;
import io.heartwire.gateway.cluster.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds of offline events, in Redis, as the node that announces need not be the one that holds:
 * {@code holds} of the log, of each its kind, until when in Redis's time, and its name. Thread safe
 * but for {@link #arguments}, which is for the thread of the engine.
 */
final class RedisHolds implements OfflineHolds {
  private final RedisLink link;
  private final Keys keys;
  private final String mine;
  private final Bell bell;
  private final Map<Long, String> untils = new ConcurrentHashMap<>();
  private final AtomicLong heldBack = new AtomicLong();

  RedisHolds(RedisLink link, Keys keys, NodeLease self, Bell bell) {
    this.bell = bell;
    this.link = link;
    this.keys = keys;
    this.mine = self.node() + ".";
    // A hold ends with its engine.
    for (String field : link.await(link.commands().hkeys(keys.log("holds")))) {
      if (field.startsWith(mine) && field.indexOf('.', mine.length()) < 0) {
        link.await(link.commands().hdel(keys.log("holds"), field));
      }
    }
  }

  @Override
  public CompletionStage<Boolean> hold(long id, Scope scope, Duration time) {
    return link.commands()
        .time()
        .thenCompose(
            now -> {
              // No other deadline has this fraction of a second: by it they are found again.
              long micros = Micros.of(now);
              String until = Long.toString(micros + time.toNanos() / 1_000);
              untils.put(id, until);
              String value = scope.kind() + " " + until + " " + scope.name();
              return link.commands().hset(keys.log("holds"), mine + id, value);
            })
        .thenApply(done -> true);
  }

  @Override
  public CompletionStage<Boolean> lift(long id) {
    String until = untils.remove(id);
    if (until == null) {
      return CompletableFuture.completedFuture(false);
    }
    return link.commands()
        .hdel(keys.log("holds"), mine + id)
        .thenCompose(
            gone -> {
              List<CompletableFuture<Reply>> lifted = new ArrayList<>();
              Keys.partitions().forEach(i -> lifted.add(link.run(Script.LIFT, keys.of(i), until)));
              return CompletableFuture.allOf(lifted.toArray(CompletableFuture[]::new));
            })
        .thenApply(
            done -> {
              bell.dueIn(0);
              return true;
            });
  }

  @Override
  public boolean any() {
    return !untils.isEmpty();
  }

  @Override
  public long heldBack() {
    return heldBack.get();
  }

  void heldBack(long clients) {
    heldBack.addAndGet(clients);
  }

  /**
   * All holds of all nodes that last beyond {@code nowMicros}: kind, name and until of each, as
   * {@code expire.lua} takes them.
   */
  List<String> arguments(long nowMicros) {
    List<String> arguments = new ArrayList<>();
    link.await(link.commands().hgetall(keys.log("holds")))
        .forEach(
            (field, value) -> {
              String[] parts = value.split(" ", 3);
              if (Long.parseLong(parts[1]) > nowMicros) {
                arguments.addAll(List.of(parts[0], parts[2], parts[1]));
              } else {
                link.commands().hdel(keys.log("holds"), field);
                untils.values().remove(parts[1]);
              }
            });
    return arguments;
  }
}
