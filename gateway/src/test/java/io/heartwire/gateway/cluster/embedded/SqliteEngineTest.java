package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.EngineContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteEngineTest extends EngineContract {
  @TempDir Path dir;
  private SqliteFile file;

  @Override
  protected ClusterEngine open(InstantSource wallClock) {
    file = file == null ? new SqliteFile(dir) : file;
    return file.open(wallClock, LEAST_BOOT_GRACE);
  }

  private static SqliteEngine open(Path file, InstantSource wallClock) {
    return SqliteEngine.open(
        new SqliteEngine.Settings(
            file.toString(), LEAST_BOOT_GRACE, Duration.ofDays(7), 1L << 32, 1L << 33),
        new SqliteEngine.Surroundings(
            System::nanoTime, wallClock, new SecureRandom(), Thread::new));
  }

  @Override
  protected void kill(ClusterEngine engine) {
    file.kill(engine);
  }

  @Test
  void isReadableByAnybodyWhileItRuns() throws SQLException {
    try (Connection stranger = DriverManager.getConnection("jdbc:sqlite:" + file.path());
        var rows = stranger.createStatement().executeQuery("SELECT count(*) FROM session")) {
      assertThat(rows.getInt(1)).isZero();
    }
  }

  @Test
  void saysWhoHasTheFile() {
    assertThatThrownBy(() -> open(file.path(), InstantSource.system()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            file.path().toString(), "in use", "process " + ProcessHandle.current().pid());
  }

  @Test
  void leavesTheDatabaseOfAnotherProgramAlone() throws SQLException {
    Path foreign = dir.resolve("foreign.db");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + foreign)) {
      other.createStatement().execute("CREATE TABLE cats (name TEXT)");
    }
    assertThatThrownBy(() -> open(foreign, InstantSource.system()))
        .hasMessageContainingAll(foreign.toString(), "another program", "presence.file");
  }

  @Test
  void refusesAFileOfANewerVersion() throws SQLException {
    Path newer = dir.resolve("newer.db");
    open(newer, InstantSource.system()).close();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + newer)) {
      other.createStatement().execute("PRAGMA user_version = 99");
    }
    assertThatThrownBy(() -> open(newer, InstantSource.system()))
        .hasMessageContainingAll("newer", "99", "presence.file");
  }

  @Test
  void saysThatAFileIsNoDatabase() throws IOException {
    Path text = Files.writeString(dir.resolve("text.db"), "not a database at all".repeat(500));
    assertThatThrownBy(() -> open(text, InstantSource.system()))
        .hasMessageContainingAll(text.toString(), "damaged", "move it away");
    assertThat(text).content().startsWith("not a database");
  }

  @Test
  void saysThatADirectoryCannotBeMade() throws IOException {
    Path blocked = Files.writeString(dir.resolve("blocked"), "");
    assertThatThrownBy(() -> open(blocked.resolve("presence.db"), InstantSource.system()))
        .hasMessageContainingAll("blocked", "cannot be written", ":memory:");
  }
}
