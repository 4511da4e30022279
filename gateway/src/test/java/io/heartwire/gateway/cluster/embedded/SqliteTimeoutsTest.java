package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Timeout;
import io.heartwire.gateway.cluster.Timeouts;
import io.heartwire.gateway.cluster.TimeoutsContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteTimeoutsTest extends TimeoutsContract {
  @TempDir Path dir;
  private SqliteRig rig;

  @Override
  protected ClusterEngine open(InstantSource wallClock) {
    if (rig == null) {
      rig = new SqliteRig(dir, Duration.ofSeconds(10));
    }
    return rig.open(wallClock, MOST);
  }

  @Override
  protected void kill(ClusterEngine engine) {
    rig.kill(engine);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void countsWhatHoldsAlsoIfATransactionIsMadeAgain() {
    Timeouts timeouts = engine().timeouts();
    Instant at = Instant.now().plusSeconds(3_600);
    List<CompletionStage<?>> changes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      changes.add(timeouts.set(new Timeout("t-" + i, at, "0")));
      if (i % 100 == 50) {
        // An event without data is a defect: its transaction is undone, and the rest done again.
        @SuppressWarnings("NullAway")
        Notice defect = new Notice(EventType.HEALTH, Optional.empty(), Optional.empty(), 0, null);
        engine().record(defect);
      }
    }
    changes.forEach(it -> it.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join());

    assertThat(engine().health().failures()).isPositive();
    assertThat(timeouts.figures().pending()).isEqualTo(500);
    assertThat(timeouts.page(Optional.empty(), 1_000).timeouts()).hasSize(500);
  }

  /** Each transaction asks these: none may look at a million rows. */
  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT min(due_us) FROM timeout | timeout_due
          SELECT payload FROM timeout WHERE due_us <= 7 ORDER BY due_us LIMIT 9 | timeout_due (due_us<?)
          SELECT id FROM timeout WHERE (due_us, rowid) > (7, 8) ORDER BY due_us, rowid LIMIT 9 | timeout_due
          SELECT rowid FROM timeout WHERE id = 'a' | sqlite_autoindex_timeout_1 (id=?)
          SELECT min(deadline_us) FROM session WHERE deadline_us IS NOT NULL | session_deadline
          SELECT lost_data FROM session WHERE deadline_us <= 7 ORDER BY deadline_us LIMIT 9 | session_deadline
          SELECT lost_data FROM session WHERE state = 0 AND client > 'a' ORDER BY client LIMIT 9 | PRIMARY KEY (client>?)
          SELECT lost_data FROM session WHERE state = 0 AND client >= 'a' AND client < 'b' AND client > 'aa' ORDER BY client LIMIT 9 | PRIMARY KEY (client>? AND client<?)
          """)
  void asksAnIndex(String query, String index) throws SQLException {
    try (Connection stranger = DriverManager.getConnection("jdbc:sqlite:" + rig.file());
        var plan = stranger.createStatement().executeQuery("EXPLAIN QUERY PLAN " + query)) {
      StringBuilder text = new StringBuilder();
      while (plan.next()) {
        text.append(plan.getString("detail")).append('\n');
      }
      assertThat(text.toString()).contains("SEARCH", index).doesNotContain("SCAN", "TEMP B-TREE");
    }
  }
}
