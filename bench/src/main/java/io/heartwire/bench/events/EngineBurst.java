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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Sessions that come and go in a burst: how many events a second the engine makes durable, beside
 * SQLite as it is, which writes the very same rows of events and nothing else, 500 a transaction.
 */
final class EngineBurst {
  private static final int SESSIONS = 10_000;
  private static final int IN_A_TRANSACTION = 500;

  private EngineBurst() {}

  /**
   * One run of both.
   *
   * @param engine events a second
   * @param raw events a second
   */
  record Outcome(double engine, double raw) {
    double ratio() {
      return engine / raw;
    }
  }

  static Outcome run(Path directory) throws IOException, SQLException {
    Files.createDirectories(directory);
    // Both once before, so that neither is compiled while it is measured.
    List<Event> events = new ArrayList<>();
    engine(directory.resolve("warm-up.db"), events);
    raw(directory.resolve("warm-up-raw.db"), events);
    double raw = raw(directory.resolve("raw.db"), events);
    return new Outcome(engine(directory.resolve("engine.db"), new ArrayList<>()), raw);
  }

  /** Adds the events that it told to {@code told}. */
  private static double engine(Path file, List<Event> told) {
    try (ClusterEngine engine =
        SqliteEngine.open(
            new SqliteEngine.Settings(
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
                task -> new Thread(task, "commits")))) {
      long began = System.nanoTime();
      List<CompletableFuture<?>> gone = new ArrayList<>(SESSIONS);
      for (int i = 0; i < SESSIONS; i++) {
        ClientId client = new ClientId("burst-" + i);
        gone.add(
            engine
                .claim(claim(client))
                .thenCompose(claimed -> engine.release(release(client, claimed)))
                .toCompletableFuture());
      }
      gone.forEach(CompletableFuture::join);
      double seconds = (System.nanoTime() - began) / 1e9;
      if (engine.latestEvent() != 2L * SESSIONS) {
        throw new IllegalStateException(
            "the engine told " + engine.latestEvent() + " events of " + 2 * SESSIONS);
      }
      told.addAll(engine.events(0, 2 * SESSIONS));
      return 2 * SESSIONS / seconds;
    }
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
        granted.epoch(),
        granted.connection(),
        Disconnect.of(DisconnectReason.GOODBYE, "the burst is over"),
        Duration.ZERO);
  }

  /** Writes the rows of {@code events}. */
  private static double raw(Path file, List<Event> events) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + file + "?jdbc.get_generated_keys=false");
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.executeUpdate(
          "CREATE TABLE event (number INTEGER PRIMARY KEY AUTOINCREMENT, at_us INTEGER NOT NULL,"
              + " type TEXT NOT NULL, client TEXT, user TEXT, epoch INTEGER NOT NULL, data TEXT NOT"
              + " NULL)");
      connection.setAutoCommit(false);
      long began = System.nanoTime();
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO event (at_us, type, client, user, epoch, data) VALUES (?, ?, ?, ?, ?,"
                  + " ?)")) {
        for (int i = 0; i < events.size(); i++) {
          Event event = events.get(i);
          insert.setLong(1, event.at().toEpochMilli() * 1_000);
          insert.setString(2, event.type().word());
          insert.setString(3, event.client().orElse(null));
          insert.setString(4, event.user().orElse(null));
          insert.setLong(5, event.epoch());
          insert.setString(6, event.data());
          insert.executeUpdate();
          if (i % IN_A_TRANSACTION == IN_A_TRANSACTION - 1) {
            connection.commit();
          }
        }
      }
      connection.commit();
      return events.size() / ((System.nanoTime() - began) / 1e9);
    }
  }
}
