package io.heartwire.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What a test asks an engine. */
public final class EngineRig {
  /** The wall clock of the engine is this far from the true one. */
  public final AtomicLong wallOffsetMs = new AtomicLong();

  public ClusterEngine engine;

  EngineRig(ClusterEngine engine) {
    this.engine = engine;
  }

  static Claim claim(String client) {
    return claim(client, Optional.empty(), OptionalLong.empty(), false);
  }

  static Claim claim(String client, Optional<String> user, OptionalLong resume, boolean exclusive) {
    return new Claim(
        new ClientId(client),
        user,
        "default",
        "00112233445566778899aabbccddeeff",
        resume,
        exclusive,
        Duration.ofSeconds(10),
        new Claim.Door("tcp", "127.0.0.1:4711", "1.0"));
  }

  Claimed.Granted granted(String client) {
    return granted(claim(client));
  }

  Claimed.Granted granted(Claim claim) {
    return (Claimed.Granted) answer(claim);
  }

  Claimed answer(Claim claim) {
    return engine.claim(claim).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Loses the connection that was granted. */
  boolean lose(String client, Claimed.Granted what, Duration grace) {
    return lose(client, what, grace, DisconnectReason.SILENT);
  }

  boolean lose(String client, Claimed.Granted what, Duration grace, DisconnectReason reason) {
    return engine
        .release(
            new Release(
                new ClientId(client),
                engine.find(new ClientId(client)).flatMap(Holding::user),
                what.sessionId(),
                what.epoch(),
                what.connection(),
                Disconnect.of(reason, ""),
                grace))
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  PresenceState state(String client) {
    return engine.find(new ClientId(client)).orElseThrow().state();
  }

  /** All events, as {@code word client epoch}. */
  List<String> told() {
    List<String> told = new ArrayList<>();
    for (Event event : all()) {
      told.add(
          event.type().word()
              + " "
              + event.client().or(event::user).orElse("")
              + (event.epoch() == 0 ? "" : " " + event.epoch()));
    }
    return told;
  }

  List<Event> all() {
    List<Event> all = new ArrayList<>();
    List<Event> page;
    long last = 0;
    do {
      page = engine.events(last, 1_000);
      all.addAll(page);
      last = page.isEmpty() ? last : page.get(page.size() - 1).number();
    } while (!page.isEmpty());
    return all;
  }

  Instant wall() {
    return Instant.now().plusMillis(wallOffsetMs.get());
  }

  static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as("awaiting " + what).isLessThan(20_000_000_000L);
      LockSupport.parkNanos(2_000_000);
    }
  }
}
