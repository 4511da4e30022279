package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.ForgottenException;
import io.heartwire.gateway.cluster.Notice;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much is kept, and for whom. */
class RetentionTest {
  private static final long KEEP = 1L << 20;
  private static final String KILOBYTE = "{\"pad\":\"" + "x".repeat(1_000) + "\"}";

  @TempDir Path dir;
  private final AtomicLong aheadNanos = new AtomicLong();
  private SqliteEngine engine;

  @BeforeEach
  void start() {
    engine =
        SqliteEngine.open(
            new SqliteEngine.Settings(
                "gw-test",
                dir.resolve("presence.db").toString(),
                Duration.ofSeconds(1),
                Duration.ofDays(7),
                KEEP,
                2 * KEEP,
                1_000),
            new SqliteEngine.Surroundings(
                () -> System.nanoTime() + aheadNanos.get(),
                InstantSource.system(),
                new SecureRandom(),
                Thread::new));
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  /** So many events of a kilobyte, and then time to forget. */
  private void happen(int events) {
    List<CompletableFuture<Long>> told = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      told.add(record());
    }
    CompletableFuture.allOf(told.toArray(CompletableFuture[]::new)).join();
    for (int i = 0; i < 3; i++) {
      timeToForget();
    }
  }

  private void timeToForget() {
    aheadNanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
    record().join();
  }

  private long kept() {
    return engine.latestEvent() - engine.oldestEvent();
  }

  private CompletableFuture<Long> record() {
    return engine
        .record(new Notice(EventType.TIMEOUT, Optional.empty(), Optional.empty(), 0, KILOBYTE))
        .toCompletableFuture();
  }

  private List<Event> broken() {
    List<Event> broken = new ArrayList<>();
    long last = engine.oldestEvent() - 1;
    for (var page = engine.events(last, 1_000); !page.isEmpty(); ) {
      page.stream().filter(it -> it.type() == EventType.SINK_BROKEN).forEach(broken::add);
      last = page.get(page.size() - 1).number();
      page = engine.events(last, 1_000);
    }
    return broken;
  }

  @Test
  void forgetsTheOldestBeyondItsSizeAndSaysWhichIsTheOldestNow() {
    assertThat(engine.oldestEvent()).isEqualTo(1);
    happen(1_500);

    assertThat(engine.oldestEvent()).isGreaterThan(1);
    assertThat(engine.events(engine.oldestEvent() - 1, 1))
        .extracting(Event::number)
        .containsExactly(engine.oldestEvent());
    assertThatThrownBy(() -> engine.events(1, 10))
        .isInstanceOf(ForgottenException.class)
        .hasMessageContaining("the oldest is " + engine.oldestEvent());
  }

  @Test
  void holdsWhatAReaderHasNotTakenUpToTheSecondBound() {
    engine.cursor("hook");
    happen(1_000);

    assertThat(engine.oldestEvent()).isEqualTo(1);
    assertThat(broken()).isEmpty();
    engine.advance("hook", 100).toCompletableFuture().join();
    happen(10);
    assertThat(engine.oldestEvent()).isEqualTo(101);
  }

  @Test
  void declaresAReaderBrokenOnceBeyondTheSecondBoundAndHoldsNothingForItUntilItHasCaughtUp() {
    engine.cursor("hook");
    engine.advance("hook", 20).toCompletableFuture().join();
    happen(2_000);

    assertThat(broken()).hasSize(1);
    Event first = broken().get(0);
    assertThat(first.data()).contains("\"sink\":\"hook\"", "\"last\":20", "hold-bytes");
    long oldest = engine.oldestEvent();
    happen(500);
    assertThat(broken()).as("once").containsExactly(first);
    assertThat(engine.oldestEvent()).isGreaterThan(oldest);
    // How many make up what is too much is estimated, so it may take a few looks more.
    for (int i = 0; i < 20 && kept() >= 1_000; i++) {
      timeToForget();
    }
    assertThat(kept()).as("events that are kept: it holds nothing").isLessThan(1_000);

    long known = engine.latestEvent();
    engine.advance("hook", known).toCompletableFuture().join();
    happen(1_000);
    assertThat(engine.oldestEvent()).as("it holds again").isLessThanOrEqualTo(known + 1);
    happen(1_500);
    assertThat(broken()).as("it has fallen again").isNotEmpty().doesNotContain(first);
  }
}
