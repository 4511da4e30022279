package io.heartwire.doctor.evidence;

import io.heartwire.core.time.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks its probes once a second and keeps what they say in an {@link EvidenceRing}, together with
 * the happenings that it is told.
 *
 * <p>Two threads: one reads and calls the observers, one at a time; the other only waits, and tells
 * when nobody ran it ({@link Signal#WATCHDOG_LATE}, {@link Happening.Kind#PROCESS_STALLED}). A
 * reading that comes late, after a stall, bears the time at which it was taken; those that were
 * missed are not made up for.
 *
 * <p>Thread safe. A probe or an observer that throws is left out that time, counted, and named in
 * the log once. At most {@value #MAX_WAITING} happenings wait for the observers; beyond that they
 * go to the ring only, counted ({@link #happeningsUnobserved}).
 */
public final class EvidenceCollector implements AutoCloseable {
  /** How often the probes are asked. */
  public static final Duration PERIOD = Duration.ofSeconds(1);

  /** How many happenings may wait for the observers. */
  public static final int MAX_WAITING = 500;

  private static final Logger LOG = LoggerFactory.getLogger(EvidenceCollector.class);
  private static final long PERIOD_NANOS = PERIOD.toNanos();
  private static final long CLOSE_WAIT_MS = 1_000;

  private final EvidenceRing ring;
  private final List<GuardedProbe> probes;
  private final NanoClock clock;
  private final InstantSource wall;
  private final Watchdog watchdog;
  private final List<Consumer<Reading>> ofReadings = new CopyOnWriteArrayList<>();
  private final List<Consumer<Happening>> ofHappenings = new CopyOnWriteArrayList<>();
  private final ArrayBlockingQueue<Happening> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong unobserved = new AtomicLong();
  private final AtomicLong observerFailures = new AtomicLong();
  private final List<Thread> running = new ArrayList<>();
  private volatile @Nullable Thread reader;
  private volatile boolean lookClosely;
  private volatile boolean closed;
  private long dueNanos;

  private EvidenceCollector(
      EvidenceRing ring, List<Probe> probes, NanoClock clock, InstantSource wall) {
    this.ring = ring;
    this.probes = probes.stream().map(GuardedProbe::new).toList();
    this.clock = clock;
    this.wall = wall;
    long now = clock.nanoTime();
    this.watchdog = new Watchdog(now);
    this.dueNanos = now;
  }

  /**
   * Collects until closed.
   *
   * @param ring where to; its clock is {@code clock}
   * @param probes asked in this order
   * @param clock real, monotonic time
   * @param wall the wall clock
   * @param threads makes its two threads: name them, and make them daemons
   */
  public static EvidenceCollector start(
      EvidenceRing ring,
      List<Probe> probes,
      NanoClock clock,
      InstantSource wall,
      ThreadFactory threads) {
    EvidenceCollector collector = idle(ring, probes, clock, wall);
    Thread reader = threads.newThread(collector::collect);
    Thread waiter = threads.newThread(collector::watch);
    collector.reader = reader;
    collector.running.add(reader);
    collector.running.add(waiter);
    collector.running.forEach(Thread::start);
    return collector;
  }

  /** One without threads: whoever calls {@link #tick} is its thread. */
  static EvidenceCollector idle(
      EvidenceRing ring, List<Probe> probes, NanoClock clock, InstantSource wall) {
    var collector = new EvidenceCollector(ring, probes, clock, wall);
    collector.probes.forEach(probe -> probe.begin(collector::happened));
    return collector;
  }

  /** Where everything is kept. */
  public EvidenceRing ring() {
    return ring;
  }

  /** Keeps {@code happening} and passes it on. May be called by any thread; does not block. */
  public void happened(Happening happening) {
    ring.add(happening);
    if (ofHappenings.isEmpty()) {
      return;
    }
    if (!waiting.offer(happening)) {
      unobserved.incrementAndGet();
    }
    LockSupport.unpark(reader);
  }

  /** Tells {@code observer} each reading from now on, on the thread of the readings. */
  public void observeReadings(Consumer<Reading> observer) {
    ofReadings.add(observer);
  }

  /** Tells {@code observer} each happening from now on, on the thread of the readings. */
  public void observeHappenings(Consumer<Happening> observer) {
    ofHappenings.add(observer);
  }

  /**
   * Something is being looked into: with the next reading, which comes at once, probes measure what
   * they otherwise measure rarely because it costs much.
   */
  public void lookClosely() {
    lookClosely = true;
    LockSupport.unpark(reader);
  }

  /** How often a probe has thrown. */
  public long probeFailures() {
    return probes.stream().mapToLong(GuardedProbe::failures).sum();
  }

  /** How often an observer has thrown. */
  public long observerFailures() {
    return observerFailures.get();
  }

  /** Happenings that went to the ring only, because the observers were too slow. */
  public long happeningsUnobserved() {
    return unobserved.get();
  }

  /** Ends both threads; waits for them for {@value #CLOSE_WAIT_MS} ms at most. */
  @Override
  public void close() {
    closed = true;
    for (Thread thread : running) {
      LockSupport.unpark(thread);
    }
    for (Thread thread : running) {
      awaitEnd(thread);
    }
    probes.forEach(GuardedProbe::end);
  }

  /** Does what is due at {@code now}: happenings at once, a reading once a second. */
  void tick(long now) {
    passOn();
    boolean closely = lookClosely;
    if (!closely && now - dueNanos < 0) {
      return;
    }
    lookClosely = false;
    read(now, closely);
    dueNanos += PERIOD_NANOS;
    if (closely || now - dueNanos >= 0) {
      // A stall, or out of turn: what was missed is gone, the next one comes in a second.
      dueNanos = now + PERIOD_NANOS;
    }
  }

  /** The thread that only waits is awake at {@code now}. */
  void watched(long now) {
    watchdog
        .woke(now)
        .ifPresent(
            lateNanos -> {
              long lateMs = lateNanos / 1_000_000;
              Instant from = wall.instant().minusMillis(lateMs);
              happened(
                  new Happening(
                      Happening.Kind.PROCESS_STALLED, from, lateMs, "process", "", List.of()));
            });
  }

  private void read(long now, boolean closely) {
    Reading.Builder builder = Reading.at(wall.instant(), now);
    Watchdog.Late late = watchdog.take(now);
    builder.set(Signal.WATCHDOG_LATE, late.worstNanos() / 1e6);
    builder.set(Signal.WATCHDOG_LOST, late.lostNanos() / 1e6);
    var unavailable = new EnumMap<Signal, String>(Signal.class);
    for (GuardedProbe probe : probes) {
      if (closely) {
        probe.lookClosely();
      }
      probe.read(builder, unavailable);
    }
    Reading reading = builder.build();
    ring.unavailable(unavailable);
    ring.add(reading);
    for (Consumer<Reading> observer : ofReadings) {
      tell(observer, reading);
    }
  }

  private void passOn() {
    // No more than were there: whoever floods us does not keep us from reading.
    for (int left = waiting.size(); left > 0; left--) {
      Happening happening = waiting.poll();
      if (happening == null) {
        return;
      }
      for (Consumer<Happening> observer : ofHappenings) {
        tell(observer, happening);
      }
    }
  }

  private <T> void tell(Consumer<T> observer, T news) {
    try {
      observer.accept(news);
    } catch (RuntimeException | Error e) {
      if (observerFailures.getAndIncrement() == 0) {
        LOG.warn("an observer of the evidence threw; it is told the next one all the same", e);
      }
    }
  }

  private void collect() {
    while (!closed) {
      long now = clock.nanoTime();
      tick(now);
      long waitNanos = dueNanos - clock.nanoTime();
      if (waiting.isEmpty() && !lookClosely && waitNanos > 0) {
        rest(waitNanos);
      }
    }
  }

  private void watch() {
    while (!closed) {
      rest(Watchdog.PERIOD_NANOS);
      watched(clock.nanoTime());
    }
  }

  /** Waits; an interrupt means nothing here, and must not make the waiting a spinning. */
  private static void rest(long nanos) {
    LockSupport.parkNanos(nanos);
    boolean ignored = Thread.interrupted();
  }

  private static void awaitEnd(Thread thread) {
    try {
      thread.join(CLOSE_WAIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What probes cannot measure here, and why. */
  public Map<Signal, String> unavailable() {
    return ring.last(Duration.ZERO).unavailable();
  }
}
