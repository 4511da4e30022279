package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.PresenceState;
import io.heartwire.gateway.cluster.Release;
import io.heartwire.gateway.cluster.Scope;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients in grace while the engine stands still, seen from its clock. */
class StandstillTest {
  private static final ClientId CLIENT = new ClientId("dev-1");
  private static final Duration GRACE = Duration.ofSeconds(10);

  @TempDir Path dir;
  private final AtomicLong passed = new AtomicLong();
  private SqliteEngine engine;

  @BeforeEach
  void open() {
    engine =
        SqliteEngine.open(
            new SqliteEngine.Settings(
                "gw-test",
                dir.resolve("presence.db").toString(),
                GRACE,
                Duration.ofDays(7),
                1L << 32,
                1L << 33,
                1_000),
            new SqliteEngine.Surroundings(
                this::nanoTime, InstantSource.system(), new SecureRandom(), Thread::new));
  }

  private long nanoTime() {
    return System.nanoTime() + passed.get();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static Claim claim(ClientId client, OptionalLong resume) {
    return new Claim(
        client,
        Optional.empty(),
        "default",
        "00112233445566778899aabbccddeeff",
        resume,
        false,
        GRACE,
        new Claim.Door("tcp", "127.0.0.1:4711", "1.0"));
  }

  private Claimed.Granted granted(ClientId client, OptionalLong resume) {
    return (Claimed.Granted)
        engine
            .claim(claim(client, resume))
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
  }

  /** One that has come, and lost its connection. */
  private Claimed.Granted lost() {
    Claimed.Granted granted = granted(CLIENT, OptionalLong.empty());
    var release =
        new Release(
            CLIENT,
            Optional.empty(),
            granted.sessionId(),
            granted.epoch(),
            granted.connection(),
            Disconnect.of(DisconnectReason.FIN, ""),
            GRACE);
    assertThat(engine.release(release).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join())
        .isTrue();
    return granted;
  }

  /** So much later the engine does something. */
  private void later(Duration time) {
    passed.addAndGet(time.toNanos());
    engine.cursor("anybody");
  }

  private PresenceState state() {
    return engine.find(CLIENT).orElseThrow().state();
  }

  @Test
  void nobodyIsOfflineBecauseTheEngineStoodStill() {
    Claimed.Granted before = lost();
    later(Duration.ofSeconds(30));

    assertThat(state()).isEqualTo(PresenceState.IN_GRACE);
    assertThat(granted(CLIENT, OptionalLong.of(before.epoch())).resumed()).isTrue();
    assertThat(engine.events(0, 100))
        .extracting(Event::type)
        .containsExactly(EventType.ONLINE, EventType.RESUMED);
  }

  @Test
  void aDiskThatTakesItsTimeCostsNobodyItsGrace() {
    lost();
    engine.onEvents(
        () -> {
          if (passed.get() == 0) {
            passed.set(Duration.ofSeconds(30).toNanos());
          }
        });
    granted(new ClientId("dev-2"), OptionalLong.empty());
    later(Duration.ZERO);

    assertThat(state()).isEqualTo(PresenceState.IN_GRACE);
  }

  @Test
  void whoDoesNotComeBackIsOfflineAllTheSame() {
    long began = nanoTime();
    lost();
    later(Duration.ofSeconds(30));
    while (state() == PresenceState.IN_GRACE) {
      assertThat(nanoTime() - began).isLessThan(Duration.ofSeconds(120).toNanos());
      later(Duration.ofMillis(400));
    }

    assertThat(nanoTime() - began).isGreaterThan(Duration.ofSeconds(38).toNanos());
  }

  @Test
  void whoIsHeldIsFoundWhenTheHoldIsLifted() {
    engine.offlineHolds().hold(1, Scope.ALL, Duration.ofHours(1)).toCompletableFuture().join();
    lost();
    for (int i = 0; i < 30; i++) {
      later(Duration.ofMillis(400));
    }
    assertThat(engine.offlineHolds().heldBack()).isPositive();
    later(Duration.ofMinutes(5));
    engine.offlineHolds().lift(1).toCompletableFuture().join();
    later(Duration.ofMillis(100));

    assertThat(state()).isEqualTo(PresenceState.OFFLINE);
  }

  @Test
  void aHoldLastsNoLongerBecauseNobodyIsInGrace() {
    Duration held = Duration.ofSeconds(14);
    engine.offlineHolds().hold(1, Scope.ALL, held).toCompletableFuture().join();
    granted(new ClientId("dev-2"), OptionalLong.empty());
    for (int i = 0; i < 5; i++) {
      later(Duration.ofSeconds(3));
    }
    lost();
    for (int i = 0; i < 30; i++) {
      later(Duration.ofMillis(400));
    }

    assertThat(state()).isEqualTo(PresenceState.OFFLINE);
    assertThat(engine.offlineHolds().heldBack()).isZero();
  }
}
