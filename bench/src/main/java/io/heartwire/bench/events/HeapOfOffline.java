package io.heartwire.bench.events;

import io.heartwire.bench.side.LiveHeap;
import io.heartwire.bench.side.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** What clients cost that were here once: bytes of heap and of disk for each. */
final class HeapOfOffline {
  private static final int CLIENTS = 1_000_000;

  private final Path work;
  private final String gatewayClasspath;

  HeapOfOffline(Path work, String gatewayClasspath) {
    this.work = work;
    this.gatewayClasspath = gatewayClasspath;
  }

  /**
   * Bytes a client.
   *
   * @param heap of a gateway that knows them, more than of one that knows nobody
   * @param disk of its file
   */
  record Outcome(double heap, double disk) {}

  Outcome run() throws IOException, InterruptedException, SQLException {
    Path file = work.resolve("offline.db");
    long nobody = liveBytes(file);
    long emptyFile = Files.size(file);
    fill(file);
    return new Outcome(
        (liveBytes(file) - nobody) / (double) CLIENTS,
        (Files.size(file) - emptyFile) / (double) CLIENTS);
  }

  private long liveBytes(Path file) throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("java.home"));
    List<String> settings =
        List.of(
            "listeners.tcp.port=0",
            "listeners.mqtt.enabled=false",
            "admin.port=0",
            "warm-up=false",
            "presence.file=" + file);
    try (ServerProcess gateway =
        GatewayUnderTest.start(work, "offline", gatewayClasspath, settings)) {
      return LiveHeap.of(home, gateway.pid()).bytes();
    }
  }

  /** As if they had come and gone; in the tables that docs/presence.md describes. */
  private static void fill(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO session (client, epoch, connection, state, session_id, grp, listener,"
                  + " address, version, since_us, changed_us, grace_ms) VALUES (?, ?, 1, 0, ?,"
                  + " 'default', 'tcp', '127.0.0.1:40000', 'bench/1', ?, ?, 10000)")) {
        for (int i = 0; i < CLIENTS; i++) {
          long micros = 1_790_000_000_000_000L + i;
          insert.setString(1, "offline-" + i);
          insert.setLong(2, micros);
          insert.setString(3, "session-of-offline-" + i);
          insert.setLong(4, micros);
          insert.setLong(5, micros);
          insert.executeUpdate();
        }
      }
      connection.commit();
    }
  }
}
