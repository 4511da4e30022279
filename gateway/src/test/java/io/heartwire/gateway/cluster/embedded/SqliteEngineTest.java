package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.EngineContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteEngineTest extends EngineContract {
  @TempDir Path dir;
  private SqliteRig rig;

  @Override
  protected ClusterEngine open(InstantSource wallClock) {
    if (rig == null) {
      rig = new SqliteRig(dir, LEAST_BOOT_GRACE);
    }
    return rig.open(wallClock);
  }

  private static SqliteEngine open(Path file, InstantSource wallClock) {
    return SqliteRig.open(file, LEAST_BOOT_GRACE, wallClock, 1_000);
  }

  @Override
  protected void kill(ClusterEngine engine) {
    rig.kill(engine);
  }

  @Test
  void isReadableByAnybodyWhileItRuns() throws SQLException {
    try (Connection stranger = DriverManager.getConnection("jdbc:sqlite:" + rig.file());
        var rows = stranger.createStatement().executeQuery("SELECT count(*) FROM session")) {
      assertThat(rows.getInt(1)).isZero();
    }
  }

  @Test
  void saysWhoHasTheFile() {
    assertThatThrownBy(() -> open(rig.file(), InstantSource.system()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            rig.file().toString(), "in use", "process " + ProcessHandle.current().pid());
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
  void makesAFileOfTheFirstVersionOneOfTodayAndKeepsWhatIsInIt() throws SQLException {
    Path older = dir.resolve("older.db");
    try (Connection first = DriverManager.getConnection("jdbc:sqlite:" + older);
        var statement = first.createStatement()) {
      Schema.migrate(first, statement, 0, 1);
      statement.execute(
          "INSERT INTO event (at_us, type, epoch, data) VALUES (1, 'online', 7, '{}')");
    }
    try (SqliteEngine engine = open(older, InstantSource.system())) {
      assertThat(engine.latestEvent()).isEqualTo(1);
      assertThat(engine.timeouts().page(Optional.empty(), 1).timeouts()).isEmpty();
    }
    try (Connection today = DriverManager.getConnection("jdbc:sqlite:" + older);
        var rows = today.createStatement().executeQuery("PRAGMA user_version")) {
      assertThat(rows.getInt(1)).isEqualTo(Schema.STEPS.size());
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
