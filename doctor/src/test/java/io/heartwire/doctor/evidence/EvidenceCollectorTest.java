package io.heartwire.doctor.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EvidenceCollectorTest {
  private static final Instant START = Instant.parse("2026-03-01T02:58:00Z");

  private final VirtualTime time = new VirtualTime(Long.MAX_VALUE - 2_000_000_000L);
  private final long origin = time.nanoTime();
  private final InstantSource wall = () -> START.plusNanos(time.nanoTime() - origin);
  private final EvidenceRing ring = new EvidenceRing(time);

  @Test
  void readsOnceASecond() {
    var asked = new AtomicInteger();
    EvidenceCollector collector = collector(reading -> asked.incrementAndGet());

    for (int i = 0; i < 100; i++) {
      collector.tick(time.nanoTime());
      time.stall(Duration.ofMillis(100));
    }

    assertThat(asked).hasValue(10);
    assertThat(everything().readings())
        .extracting(Reading::at)
        .startsWith(START, START.plusSeconds(1), START.plusSeconds(2))
        .hasSize(10);
  }

  @Test
  void doesNotMakeUpForReadingsThatWereMissed() {
    EvidenceCollector collector = collector();
    collector.tick(time.nanoTime());
    time.stall(Duration.ofMillis(5_300));

    for (int i = 0; i < 10; i++) {
      collector.tick(time.nanoTime());
    }
    assertThat(everything().readings())
        .extracting(Reading::at)
        .containsExactly(START, START.plusMillis(5_300));

    time.stall(Duration.ofSeconds(1));
    collector.tick(time.nanoTime());
    assertThat(everything().readings()).hasSize(3);
  }

  @Test
  void reportsAfterwardsThatNobodyRanIt() {
    EvidenceCollector collector = collector();
    time.stall(Duration.ofMillis(20));
    collector.watched(time.nanoTime());
    time.stall(Duration.ofMillis(2_020));
    collector.watched(time.nanoTime());
    collector.tick(time.nanoTime());

    Window window = everything();
    assertThat(window.happenings())
        .containsExactly(
            new Happening(
                Happening.Kind.PROCESS_STALLED,
                START.plusMillis(40),
                2_000,
                "process",
                "",
                List.of()));
    assertThat(window.happenings().get(0).until()).isEqualTo(wall.instant());
    assertThat(window.max(Signal.WATCHDOG_LATE)).hasValue(2_000);
  }

  @Test
  void leavesOutAProbeThatThrowsAndAsksItAgain() {
    var failing = new Failing();
    EvidenceCollector collector =
        collector(failing, reading -> reading.set(Signal.SYSTEM_CPU, 0.5));

    second(collector);
    second(collector);
    assertThat(collector.probeFailures()).isEqualTo(2);
    assertThat(everything().values(Signal.SYSTEM_CPU)).containsExactly(0.5, 0.5);
    assertThat(everything().unavailable())
        .containsOnlyKeys(Signal.STEAL)
        .hasEntrySatisfying(
            Signal.STEAL, why -> assertThat(why).contains("Failing").contains("no disk"));

    failing.broken = false;
    second(collector);
    assertThat(everything().values(Signal.STEAL)).containsExactly(0.25);
    assertThat(everything().unavailable()).isEmpty();
  }

  @Test
  void tellsObserversEachReadingAndEachHappeningThoughOneThrows() {
    EvidenceCollector collector = collector();
    var readings = new ArrayList<Reading>();
    var happenings = new ArrayList<Happening>();
    collector.observeReadings(
        any -> {
          throw new IllegalStateException("observer");
        });
    collector.observeReadings(readings::add);
    collector.observeHappenings(happenings::add);

    collector.happened(pause(700));
    second(collector);
    second(collector);

    assertThat(readings).isEqualTo(everything().readings()).hasSize(2);
    assertThat(happenings).containsExactly(pause(700));
    assertThat(collector.observerFailures()).isEqualTo(2);
  }

  @Test
  void keepsAndCountsHappeningsThatAreTooManyForTheObservers() {
    EvidenceCollector collector = collector();
    var seen = new AtomicInteger();
    collector.observeHappenings(any -> seen.incrementAndGet());

    for (int i = 0; i < 510; i++) {
      collector.happened(pause(i));
    }
    collector.tick(time.nanoTime());

    assertThat(seen).hasValue(500);
    assertThat(collector.happeningsUnobserved()).isEqualTo(10);
  }

  @Test
  void readsOutOfTurnWhenSomethingIsLookedInto() {
    var close = new AtomicInteger();
    EvidenceCollector collector =
        collector(
            new Probe() {
              @Override
              public void read(Reading.Builder reading) {}

              @Override
              public void lookClosely() {
                close.incrementAndGet();
              }
            });
    second(collector);
    time.stall(Duration.ofMillis(-700));

    collector.lookClosely();
    collector.tick(time.nanoTime());
    collector.tick(time.nanoTime());

    assertThat(close).hasValue(1);
    assertThat(everything().readings()).hasSize(2);
  }

  @Test
  void collectsOnThreadsOfItsOwnUntilClosed() throws Exception {
    var readings = new ArrayBlockingQueue<Reading>(100);
    var happenings = new ArrayBlockingQueue<Happening>(100);
    var threads = new CopyOnWriteArrayList<Thread>();
    var probe = new Beginning();
    EvidenceRing real = new EvidenceRing(System::nanoTime);
    EvidenceCollector collector =
        EvidenceCollector.start(
            real,
            List.of(probe),
            System::nanoTime,
            InstantSource.system(),
            work -> {
              Thread thread = new Thread(work, "evidence");
              thread.setDaemon(true);
              threads.add(thread);
              return thread;
            });
    collector.observeReadings(readings::add);
    collector.observeHappenings(happenings::add);

    collector.lookClosely();
    probe.happenings.accept(pause(900));
    assertThat(readings.poll(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(happenings.poll(30, TimeUnit.SECONDS)).isEqualTo(pause(900));
    threads.forEach(Thread::interrupt);
    assertThat(readings.poll(30, TimeUnit.SECONDS)).isNotNull();

    collector.close();
    assertThat(threads).hasSize(2).noneMatch(Thread::isAlive);
    assertThat(probe.ended).isTrue();
  }

  /** Cannot measure until it is told. */
  private static final class Failing implements Probe {
    private boolean broken = true;

    @Override
    public void read(Reading.Builder reading) {
      if (broken) {
        throw new IllegalStateException("no disk");
      }
      reading.set(Signal.STEAL, 0.25);
    }

    @Override
    public Set<Signal> signals() {
      return Set.of(Signal.STEAL);
    }

    @Override
    public Map<Signal, String> unavailable() {
      return Map.of();
    }
  }

  private static final class Beginning implements Probe {
    private volatile Consumer<Happening> happenings = any -> {};
    private volatile boolean ended;

    @Override
    public void begin(Consumer<Happening> happenings) {
      this.happenings = happenings;
    }

    @Override
    public void read(Reading.Builder reading) {}

    @Override
    public void end() {
      ended = true;
    }
  }

  private EvidenceCollector collector(Probe... probes) {
    return EvidenceCollector.idle(ring, List.of(probes), time, wall);
  }

  private void second(EvidenceCollector collector) {
    collector.tick(time.nanoTime());
    time.stall(Duration.ofSeconds(1));
  }

  private Window everything() {
    return ring.window(START.minusSeconds(1), START.plusSeconds(1_000));
  }

  private static Happening pause(long durationMs) {
    return new Happening(Happening.Kind.GC_PAUSE, START, durationMs, "G1", "", List.of());
  }
}
