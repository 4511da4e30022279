package io.heartwire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.SessionRegistry.SecondLogin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** 100,000 clients die at once; what is counted is work, not time. */
class MassDeathTest {
  private static final int CLIENTS = 100_000;

  private final AtomicLong work = new AtomicLong();

  /** One for each access by key, the size of the map for whatever looks at all of it. */
  private final class CountedMap extends HashMap<ClientId, Session> {
    private static final long serialVersionUID = 1;

    @Override
    public Session get(Object key) {
      work.incrementAndGet();
      return super.get(key);
    }

    @Override
    public boolean remove(Object key, Object value) {
      work.incrementAndGet();
      return super.remove(key, value);
    }

    @Override
    public boolean containsValue(Object value) {
      work.addAndGet(size());
      return super.containsValue(value);
    }

    @Override
    public Collection<Session> values() {
      work.addAndGet(size());
      return super.values();
    }

    @Override
    public Set<ClientId> keySet() {
      work.addAndGet(size());
      return super.keySet();
    }

    @Override
    public Set<Map.Entry<ClientId, Session>> entrySet() {
      work.addAndGet(size());
      return super.entrySet();
    }
  }

  @Test
  void aHundredThousandDeathsAtOnceCostOneLookEach() { // trap 32
    RegistryFixture fixture = new RegistryFixture(SecondLogin.TAKE_OVER, CLIENTS, CountedMap::new);
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
    assertThat(fixture.registry.offline() + fixture.registry.forgotten()).isEqualTo(CLIENTS);
    assertThat(fixture.disconnects.recent()).hasSize(100);
  }
}
