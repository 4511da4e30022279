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
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteEngineTest extends EngineContract {
  @TempDir Path dir;
  private int copies;
  private Path file;

  @Override
  protected ClusterEngine open(InstantSource wallClock) {
    if (file == null) {
      file = dir.resolve("presence.db");
    }
    return open(file, wallClock);
  }

  private static SqliteEngine open(Path file, InstantSource wallClock) {
    return SqliteEngine.open(
        new SqliteEngine.Settings(file.toString(), LEAST_BOOT_GRACE, Duration.ofDays(7), 1L << 32),
        new SqliteEngine.Surroundings(
            System::nanoTime, wallClock, new SecureRandom(), Thread::new));
  }

  /** What a kill leaves behind is the files as they are at that moment. */
  @Override
  protected void kill(ClusterEngine engine) {
    try {
      Path copy = Files.createDirectory(dir.resolve("killed-" + ++copies));
      for (String suffix : new String[] {"", "-wal"}) {
        Files.copy(Path.of(file + suffix), copy.resolve("presence.db" + suffix));
      }
      engine.close();
      file = copy.resolve("presence.db");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void isReadableByAnybodyWhileItRuns() throws SQLException {
    try (Connection stranger = DriverManager.getConnection("jdbc:sqlite:" + file);
        var rows = stranger.createStatement().executeQuery("SELECT count(*) FROM session")) {
      assertThat(rows.getInt(1)).isZero();
    }
  }

  @Test
  void saysWhoHasTheFile() {
    assertThatThrownBy(() -> open(file, InstantSource.system()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            file.toString(), "in use", "process " + ProcessHandle.current().pid());
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
  void takesAFileOfVersionOneThroughTheStepsSince() throws SQLException {
    Path older = dir.resolve("older.db");
    open(older, InstantSource.system()).close();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + older);
        Statement statement = other.createStatement()) {
      statement.execute("INSERT INTO cursor VALUES ('old reader', 7)");
      statement.execute("DROP TABLE group_version");
      statement.execute("PRAGMA user_version = 1");
    }
    for (int time = 1; time <= 2; time++) {
      try (ClusterEngine engine = open(older, InstantSource.system())) {
        long version = engine.renewGroup("cars", 0).toCompletableFuture().join().version();
        assertThat(version).isEqualTo(time);
        assertThat(engine.cursor("old reader")).isEqualTo(7);
      }
    }
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
