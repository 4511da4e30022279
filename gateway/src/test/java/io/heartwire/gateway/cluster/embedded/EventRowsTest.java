package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are gathered: none is lost, none comes twice, and all come in order. */
class EventRowsTest {
  @TempDir Path dir;
  private DatabaseFile file;
  private Connection connection;
  private EventRows events;

  @BeforeEach
  void open() throws SQLException {
    file = DatabaseFile.take(dir.resolve("presence.db").toString());
    connection = file.openToWrite();
    events =
        new EventRows(connection, new EngineTime(System::nanoTime, InstantSource.system(), 0L));
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    file.close();
  }

  private static Notice notice(EventType type, int epoch) {
    return new Notice(type, Optional.of(new ClientId("dev-1")), Optional.empty(), epoch, "{}");
  }

  private List<Integer> written() throws SQLException {
    List<Integer> epochs = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT epoch FROM event ORDER BY number")) {
      while (rows.next()) {
        epochs.add(rows.getInt(1));
      }
    }
    return epochs;
  }

  @Test
  void eventsAreWrittenInOrderWhateverIsGatheredAndWhateverGoesAtOnce() throws SQLException {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(i);
      if (i == 20) {
        events.add(notice(EventType.MESSAGE, i), "m-1");
        assertThat(written()).as("a message is found at once").isEqualTo(all);
      } else {
        events.add(notice(EventType.ONLINE, i));
      }
    }
    assertThat(events.written()).isEqualTo(40);
    events.flush();
    assertThat(written()).isEqualTo(all);
  }

  @Test
  void whatWasGatheredForATransactionThatDoesNotHoldIsForgotten() throws SQLException {
    for (int i = 0; i < 18; i++) {
      events.add(notice(EventType.ONLINE, i));
    }
    events.rolledBack();
    connection.rollback();
    assertThat(events.written()).isZero();

    events.add(notice(EventType.ONLINE, 77));
    events.flush();
    events.committed();
    assertThat(written()).containsExactly(77);
    assertThat(events.written()).isZero();
  }
}
