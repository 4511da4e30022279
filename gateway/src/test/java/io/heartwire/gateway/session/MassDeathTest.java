package io.heartwire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** 100,000 clients die at once; what is counted is work, not time. */
class MassDeathTest {
  private static final int CLIENTS = 100_000;

  private final AtomicLong work = new AtomicLong();

  /** One for each access by client, one for each session where all are looked at. */
  private final class CountedTable extends SessionTable {
    @Override
    @Nullable Session find(ClientId clientId) {
      work.incrementAndGet();
      return super.find(clientId);
    }

    @Override
    boolean remove(Session session) {
      work.incrementAndGet();
      return super.remove(session);
    }

    @Override
    void addTo(List<Session> all) {
      int before = all.size();
      super.addTo(all);
      work.addAndGet(all.size() - before);
    }
  }

  @Test
  void aHundredThousandDeathsAtOnceCostOneLookEach() { // trap 32
    RegistryFixture fixture = new RegistryFixture(CLIENTS, CountedTable::new);
    FakeConnection connection = new FakeConnection();
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      sessions.add(fixture.attached("dev-" + i, connection));
    }
    Disconnect silent = Disconnect.of(DisconnectReason.SILENT, "");
    work.set(0);

    sessions.forEach(session -> fixture.registry.detach(session, silent));

    assertThat(work).as("accesses to who is attached").hasValue(CLIENTS);
    assertThat(fixture.departures).hasSize(CLIENTS);
    assertThat(connection.closes).as("a detach never waits for a connection").isEmpty();
    assertThat(fixture.registry.attached()).isZero();
    assertThat(fixture.registry.leavers() + fixture.registry.forgotten()).isEqualTo(CLIENTS);
    assertThat(fixture.disconnects.recent()).hasSize(100);
  }
}
