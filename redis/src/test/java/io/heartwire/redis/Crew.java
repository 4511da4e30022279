package io.heartwire.redis;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.Holder;
import io.heartwire.gateway.cluster.Invariants;
import io.heartwire.gateway.cluster.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What a gateway holds that has {@code engine}: sessions without sockets. */
final class Crew implements Holder {
  private static final AtomicLong NAMES = new AtomicLong();

  final String node;
  final RedisEngine engine;
  private final Map<String, One> sessions = new ConcurrentHashMap<>();
  final List<String> superseded = new CopyOnWriteArrayList<>();

  Crew(String node, RedisEngine engine) {
    this.node = node;
    this.engine = engine;
    engine.holder(this);
    engine.onElsewhere(
        (client, epoch) -> {
          One held = sessions.get(client.value());
          boolean mine = held != null && held.epoch() == epoch;
          if (mine) {
            held.superseded();
          }
          return mine;
        });
  }

  CompletableFuture<Claimed> claim(String client, OptionalLong resume, Duration grace) {
    var claim =
        new Claim(
            new ClientId(client),
            Optional.of("user of " + client),
            "default",
            String.format("%032x", NAMES.incrementAndGet()),
            resume,
            false,
            grace,
            new Claim.Door("tcp", "127.0.0.1:4711", "1.0"));
    return engine
        .claim(claim)
        .toCompletableFuture()
        .whenComplete(
            (claimed, e) -> {
              if (claimed instanceof Claimed.Granted granted) {
                sessions.put(client, new One(claim, granted));
              }
            });
  }

  /** {@code count} clients called {@code beginning} and a number. */
  void come(String beginning, int count, Duration grace) {
    List<CompletableFuture<Claimed>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(claim(beginning + i, OptionalLong.empty(), grace));
    }
    all.forEach(one -> one.orTimeout(20, TimeUnit.SECONDS).join());
  }

  /** The connection of {@code client} ends. */
  CompletableFuture<Boolean> leave(String client, DisconnectReason reason, Duration grace) {
    One held = sessions.remove(client);
    held.ended = true;
    return engine
        .release(
            new Release(
                held.clientId(),
                held.claim.user(),
                held.sessionId(),
                held.epoch(),
                held.connection(),
                Disconnect.of(reason, ""),
                grace))
        .toCompletableFuture();
  }

  /** The connection of {@code client} is gone, and nobody is told. */
  void forget(String client) {
    sessions.remove(client).ended = true;
  }

  long epoch(String client) {
    return sessions.get(client).epoch();
  }

  List<Invariants.Owned> owned() {
    return sessions.values().stream()
        .map(held -> new Invariants.Owned(node, held.clientId().value(), held.epoch()))
        .toList();
  }

  @Override
  public long count() {
    return sessions.size();
  }

  @Override
  public boolean holds(ClientId clientId) {
    return sessions.containsKey(clientId.value());
  }

  @Override
  public List<Held> slice(int slice, int slices) {
    return sessions.values().stream()
        .filter(held -> Math.floorMod(held.clientId().value().hashCode(), slices) == slice)
        .<Held>map(held -> held)
        .toList();
  }

  private final class One implements Held {
    private final Claim claim;
    private final Claimed.Granted granted;
    private volatile long epoch;
    private volatile boolean ended;

    One(Claim claim, Claimed.Granted granted) {
      this.claim = claim;
      this.granted = granted;
      this.epoch = granted.epoch();
    }

    @Override
    public ClientId clientId() {
      return claim.clientId();
    }

    @Override
    public String sessionId() {
      return granted.sessionId();
    }

    @Override
    public long toldEpoch() {
      return granted.epoch();
    }

    @Override
    public long epoch() {
      return epoch;
    }

    @Override
    public int connection() {
      return granted.connection();
    }

    @Override
    public boolean hasEnded() {
      return ended;
    }

    @Override
    public Claim claim() {
      return claim;
    }

    @Override
    public boolean goesOn(long newer) {
      epoch = newer;
      return !ended;
    }

    @Override
    public void superseded() {
      ended = true;
      if (sessions.remove(claim.clientId().value(), this)) {
        superseded.add(claim.clientId().value());
      }
    }
  }
}
