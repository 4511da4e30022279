package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.InboxContract;
import io.heartwire.gateway.cluster.Notice;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteInboxTest extends InboxContract {
  @TempDir Path dir;
  private SqliteRig file;

  @BeforeEach
  void file() {
    file = file == null ? new SqliteRig(dir, Duration.ofMillis(400)) : file;
  }

  @Override
  protected ClusterEngine open(InstantSource wallClock) {
    file();
    return file.open(wallClock);
  }

  @Override
  protected void kill(ClusterEngine engine) {
    file.kill(engine);
  }

  @Test
  void aFileOfTheFirstVersionBecomesOneOfToday() throws SQLException {
    SqliteRig old = new SqliteRig(dir.resolve("old"), Duration.ZERO);
    assertThat(dir.resolve("old").toFile().mkdir()).isTrue();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + old.file());
        Statement statement = connection.createStatement()) {
      for (String change : Schema.STEPS.get(0)) {
        statement.execute(change);
      }
      statement.execute("PRAGMA application_id = " + 0x48727477);
      statement.execute("PRAGMA user_version = 1");
      statement.execute(
          "INSERT INTO event (at_us, type, client, epoch, data) VALUES (1, 'online', 'a', 1,"
              + " '{}')");
    }
    try (ClusterEngine engine = old.open(InstantSource.system())) {
      assertThat(engine.latestEvent()).isEqualTo(1);
      assertThat(engine.history(new ClientId("a"), 10)).hasSize(1);
      Notice notice =
          new Notice(EventType.MESSAGE, Optional.of(new ClientId("a")), Optional.empty(), 1, "{}");
      assertThat(engine.inbox().receive(notice, "m").toCompletableFuture().join().event())
          .isEqualTo(2);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + old.file());
        Statement statement = connection.createStatement()) {
      assertThat(Schema.number(statement, "PRAGMA user_version")).isEqualTo(Schema.STEPS.size());
    }
  }
}
