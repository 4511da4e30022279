package io.heartwire.bench.events;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.Release;
import io.heartwire.gateway.cluster.embedded.SqliteEngine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that come and go in a burst: how many events a second the engine makes durable, beside
 * SQLite as it is, which writes 500 a transaction: the very same rows of events and nothing else,
 * or all rows that the engine writes.
 */
final class EngineBurst {
  private static final int SESSIONS = 10_000;
  private static final int WARM_UPS = 3;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private EngineBurst() {}

  /**
   * How fast it went.
   *
   * @param perSecond events made durable
   * @param cpuMicros processor time of the thread that writes, an event
   */
  record Pace(double perSecond, double cpuMicros) {}

  /**
   * One run of all.
   *
   * @param engine ours
   * @param events SQLite, which writes the same events
   * @param rows SQLite, which writes the same events and their sessions
   */
  record Outcome(Pace engine, Pace events, Pace rows) {
    double ratio() {
      return engine.perSecond() / events.perSecond();
    }

    double ratioOfRows() {
      return engine.perSecond() / rows.perSecond();
    }

    double ratioOfCpu() {
      return events.cpuMicros() / engine.cpuMicros();
    }
  }

  static Outcome run(Path directory) throws IOException, SQLException {
    Files.createDirectories(directory);
    List<Event> told = new ArrayList<>();
    // All of them before, so that none is compiled while it is measured.
    for (int i = 0; i < WARM_UPS; i++) {
      told.clear();
      engine(directory.resolve("warm-up-" + i + ".db"), told);
      RawSqlite.events(directory.resolve("warm-up-events-" + i + ".db"), told);
      RawSqlite.rows(directory.resolve("warm-up-rows-" + i + ".db"), told);
    }
    Pace events = paced(() -> RawSqlite.events(directory.resolve("events.db"), told));
    Pace engine = engine(directory.resolve("engine.db"), new ArrayList<>());
    return new Outcome(
        engine, events, paced(() -> RawSqlite.rows(directory.resolve("rows.db"), told)));
  }

  @FunctionalInterface
  private interface Writing {
    double seconds() throws SQLException;
  }

  private static Pace paced(Writing writing) throws SQLException {
    long cpu = THREADS.getCurrentThreadCpuTime();
    double seconds = writing.seconds();
    return pace(seconds, THREADS.getCurrentThreadCpuTime() - cpu);
  }

  private static Pace pace(double seconds, long cpuNanos) {
    return new Pace(2 * SESSIONS / seconds, cpuNanos / 1e3 / (2 * SESSIONS));
  }

  /** Adds the events that it told to {@code told}. */
  private static Pace engine(Path file, List<Event> told) {
    AtomicReference<@Nullable Thread> commits = new AtomicReference<>();
    // In a gateway it is event loops that hear of a grant, and give it back.
    ExecutorService loop = Executors.newSingleThreadExecutor();
    try (ClusterEngine engine =
        SqliteEngine.open(
            new SqliteEngine.Settings(
                "bench",
                file.toString(),
                Duration.ofSeconds(10),
                Duration.ofDays(7),
                1L << 32,
                1L << 33,
                1_000),
            new SqliteEngine.Surroundings(
                System::nanoTime,
                InstantSource.system(),
                new SecureRandom(),
                task -> commits.updateAndGet(none -> new Thread(task, "commits"))))) {
      long cpu = THREADS.getThreadCpuTime(threadId(commits));
      double seconds = burst(engine, loop);
      cpu = THREADS.getThreadCpuTime(threadId(commits)) - cpu;
      if (engine.latestEvent() != 2L * SESSIONS) {
        throw new IllegalStateException(
            "the engine told " + engine.latestEvent() + " events of " + 2 * SESSIONS);
      }
      told.addAll(engine.events(0, 2 * SESSIONS));
      return pace(seconds, cpu);
    } finally {
      loop.shutdown();
    }
  }

  private static double burst(ClusterEngine engine, Executor loop) {
    long began = System.nanoTime();
    List<CompletableFuture<?>> gone = new ArrayList<>(SESSIONS);
    for (int i = 0; i < SESSIONS; i++) {
      ClientId client = new ClientId("burst-" + i);
      gone.add(
          engine
              .claim(claim(client))
              .thenComposeAsync(claimed -> engine.release(release(client, claimed)), loop)
              .toCompletableFuture());
    }
    gone.forEach(CompletableFuture::join);
    return (System.nanoTime() - began) / 1e9;
  }

  private static Claim claim(ClientId client) {
    return new Claim(
        client,
        Optional.empty(),
        "default",
        "session-of-" + client.value(),
        OptionalLong.empty(),
        false,
        Duration.ofSeconds(10),
        new Claim.Door("tcp", "127.0.0.1:40000", "bench/1"));
  }

  private static Release release(ClientId client, Claimed claimed) {
    Claimed.Granted granted = (Claimed.Granted) claimed;
    return new Release(
        client,
        Optional.empty(),
        granted.sessionId(),
        granted.epoch(),
        granted.connection(),
        Disconnect.of(DisconnectReason.GOODBYE, "the burst is over"),
        Duration.ZERO);
  }

  private static long threadId(AtomicReference<@Nullable Thread> of) {
    return Objects.requireNonNull(of.get(), "the engine has a thread").getId();
  }
}
