package io.heartwire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Four threads log the same few clients in and out, in all orders that chance brings. */
class ConcurrentTakeoverTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 10_000;
  private static final int CLIENTS = 8;

  private final RegistryFixture fixture = new RegistryFixture();
  private final List<Session> all = Collections.synchronizedList(new ArrayList<>());

  @Test
  void everySessionLeavesOnceAndTheNewestStays() throws Exception { // traps 36 and 37
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> work = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        long seed = 4711L + t;
        work.add(() -> comeAndGo(new Random(seed)));
      }
      for (Future<Void> done : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }

    long living = all.stream().filter(session -> session.end().isEmpty()).count();
    assertThat(fixture.registry.attached()).isEqualTo(living);
    assertThat(fixture.registry.sessions()).hasSize((int) living);
    assertThat(fixture.departures).hasSize((int) (all.size() - living));
    assertThat(fixture.registry.attached() + fixture.registry.leavers()).isEqualTo(CLIENTS);
    for (Session stays : fixture.registry.sessions()) {
      assertThat(stays.end()).isEmpty();
      assertThat(epochsOf(stays.clientId())).allMatch(epoch -> epoch <= stays.epoch());
    }
    for (int i = 0; i < CLIENTS; i++) {
      List<Long> epochs = epochsOf(new ClientId("dev-" + i));
      assertThat(new HashSet<>(epochs)).hasSameSizeAs(epochs);
    }
  }

  private Void comeAndGo(Random random) {
    List<Session> mine = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      if (mine.isEmpty() || random.nextBoolean()) {
        SessionRegistry.Attachment answer =
            fixture.attach("dev-" + random.nextInt(CLIENTS), new FakeConnection());
        if (answer instanceof SessionRegistry.Attachment.Attached attached) {
          mine.add(attached.session());
          all.add(attached.session());
        }
      } else {
        fixture.registry.detach(mine.remove(random.nextInt(mine.size())), RegistryFixture.fin());
      }
    }
    return null;
  }

  private List<Long> epochsOf(ClientId clientId) {
    return all.stream()
        .filter(session -> session.clientId().equals(clientId))
        .map(Session::epoch)
        .toList();
  }
}
