package io.heartwire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionTableTest {
  private static final int CLIENTS = 300;
  private static final int STEPS = 20_000;

  private final RegistryFixture fixture = new RegistryFixture();
  private final SessionTable table = new SessionTable();

  /** As many as collide as do not: the hash of "Aa" is that of "BB". */
  private static String name(int number) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 9; bit++) {
      name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return number % 2 == 0 ? name.toString() : "dev-" + number;
  }

  @Test
  void doesWhatAMapDoesWhateverComesAndGoes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<ClientId, Session> expected = new HashMap<>();

    for (int step = 0; step < STEPS; step++) {
      Session session = session(name(random.nextInt(CLIENTS)));
      ClientId clientId = session.clientId();
      Session known = expected.get(clientId);
      if (random.nextBoolean()) {
        table.put(session);
        expected.put(clientId, session);
      } else {
        assertThat(table.remove(session)).as("one that is not in, seed %d", seed).isFalse();
        assertThat(known != null && table.remove(known))
            .as("seed %d", seed)
            .isEqualTo(known != null);
        expected.remove(clientId);
      }
      assertThat(table.find(clientId)).as("seed %d", seed).isSameAs(expected.get(clientId));
    }

    List<Session> all = new ArrayList<>();
    table.addTo(all);
    assertThat(all).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected.values());
  }

  private Session session(String clientId) {
    return fixture.attached(clientId, new FakeConnection());
  }
}
