package io.heartwire.gateway.drain;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.time.Scheduler;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.DrainConfig;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends every client away, one after the other, before the gateway ends. Thread safe.
 *
 * <pre>
 * SERVING --begin--> ANNOUNCED --readiness delay--> TELLING --all gone, or time over--> ENDED
 *                        |                             |
 *                        +---------- cutShort ---------+--> ENDED
 * </pre>
 *
 * <p>Every client that is attached is told, busy or idle, in random order and evenly over the drain
 * time; each gets a time of its own to return. Where other gateways share the engine, it is told
 * which of them it can go to, soon: that many of them come at a time is what the drain's own pace
 * is for. Whoever connects while others are told is sent away before its login. What else ends
 * sessions (verdicts, kicks, goodbyes) goes on. It ends at the latest {@link #FAREWELL} after its
 * time; it closes nothing but connections.
 */
public final class Drain {
  /** How long the last client that was told has to read it. */
  public static final Duration FAREWELL = Duration.ofSeconds(1);

  static final Duration LEAST_SPREAD = Duration.ofSeconds(5);

  /** Of clients that other gateways expect. */
  static final Duration LEAST_SPREAD_ELSEWHERE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final Duration LEAST_WAIT = Duration.ofSeconds(1);
  private static final long LEAST_TIME_MS = 100;
  private static final Duration STEP = Duration.ofMillis(20);

  private final SessionRegistry sessions;
  private final Doors doors;
  private final Others others;
  private final Supplier<DrainConfig> config;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean readinessAsked;
  private volatile State state = State.SERVING;
  private volatile boolean cutShort;
  private volatile long overAtNanos;
  private volatile int total;
  private Duration time = Duration.ZERO;
  private OptionalInt perSecond = OptionalInt.empty();
  private List<Session> order = List.of();
  private int told;
  private long toldFromNanos;

  /** How far a drain has come. */
  public enum State {
    /** There is none. */
    SERVING,
    /** {@code /readyz} says no; clients still come and stay. */
    ANNOUNCED,
    /** Clients are being told to go; newcomers are sent away. */
    TELLING,
    /** It is over: nobody is attached, or the time was up, or it was cut short. */
    ENDED
  }

  /**
   * The doors for clients.
   *
   * @param open how many connections are open, logged in or not
   * @param turnAway sends away all that have not logged in, each with a farewell of its own, by the
   *     name of the listener
   */
  public record Doors(IntSupplier open, Consumer<Function<String, Farewell>> turnAway) {}

  /**
   * The gateways that share the engine.
   *
   * @param endpoints where a client may go instead, by the name of its listener, in an order of its
   *     own; empty: nowhere
   * @param begun has them told that this one is drained
   */
  public record Others(Function<String, List<String>> endpoints, Runnable begun) {
    /** There are none. */
    public static final Others NONE = new Others(listener -> List.of(), () -> {});
  }

  /**
   * What it is held to, and its time and chance.
   *
   * @param config asked each time
   */
  public record Terms(Supplier<DrainConfig> config, Scheduler scheduler, RandomGenerator random) {}

  /**
   * How fast clients are told.
   *
   * @param time over which; empty: as the rate has it, or as configured
   * @param perSecond so many a second; empty: as the time has it
   */
  public record Pace(Optional<Duration> time, OptionalInt perSecond) {
    /** As configured. */
    public static final Pace USUAL = new Pace(Optional.empty(), OptionalInt.empty());

    /** Over {@code time}. */
    public static Pace over(Duration time) {
      return new Pace(Optional.of(time), OptionalInt.empty());
    }

    /** So many clients a second, 1 to 1,000,000. */
    public static Pace of(int perSecond) {
      return new Pace(Optional.empty(), OptionalInt.of(perSecond));
    }

    public Pace {
      time.ifPresent(it -> DrainConfig.checkTime("the time of a drain", it));
      perSecond.ifPresent(DrainConfig::checkRate);
      if (time.isPresent() && perSecond.isPresent()) {
        throw new ConfigException("a drain has a time or a rate, not both: leave one of them out");
      }
    }

    /**
     * Over how long so many are told.
     *
     * @throws ConfigException if that is longer than a drain may take
     */
    public Duration forAll(long clients, DrainConfig config) {
      if (perSecond.isEmpty()) {
        return time.orElseGet(config::time);
      }
      long ms = Math.max(LEAST_TIME_MS, (1_000 * clients - 1) / perSecond.getAsInt() + 1);
      if (ms > DrainConfig.LONGEST.toMillis()) {
        throw new ConfigException(
            clients
                + " clients at "
                + perSecond.getAsInt()
                + " a second would take "
                + ms / 1_000
                + " s, limit "
                + DrainConfig.LONGEST.toSeconds()
                + " s: raise the rate");
      }
      return Duration.ofMillis(ms);
    }
  }

  /**
   * A drain at one moment.
   *
   * @param time over how long the clients are told
   * @param left until it ends at the latest; zero before it begins and after it ended
   * @param total clients that were attached when the first of them was told
   * @param told how many of them have had their turn
   * @param attached clients that are attached now
   */
  public record Progress(
      State state, Duration time, Duration left, int total, int told, long attached) {}

  /** The drain of the gateway whose clients are in {@code sessions}. */
  public Drain(SessionRegistry sessions, Doors doors, Others others, Terms terms) {
    this.sessions = sessions;
    this.doors = doors;
    this.others = others;
    this.config = terms.config();
    this.scheduler = terms.scheduler();
    this.random = terms.random();
  }

  /** What a client is told that is sent away by a drain. */
  public static Disconnect disconnect() {
    return Disconnect.of(DisconnectReason.DRAINED, "the gateway is being drained");
  }

  /** Somebody asked whether clients may come: a drain gives time to see the answer change. */
  public void readinessAsked() {
    readinessAsked = true;
  }

  /** Whether clients should come: false from the first moment of a drain on. */
  public boolean isReady() {
    return state == State.SERVING;
  }

  /** How far it has come. */
  public State state() {
    return state;
  }

  /** True if the clients that were left were not waited for. */
  public boolean wasCutShort() {
    return cutShort;
  }

  /**
   * Begins, if it has not begun yet; answers at once.
   *
   * @param pace how fast the clients are told
   * @throws ConfigException if that would take too long; then nothing has begun
   */
  public synchronized Progress begin(Pace pace) {
    if (state != State.SERVING) {
      return progress();
    }
    time = pace.forAll(sessions.attached(), config.get());
    perSecond = pace.perSecond();
    boolean nobody = sessions.attached() == 0;
    Duration delay =
        nobody || time.isZero() || !readinessAsked ? Duration.ZERO : config.get().readinessDelay();
    overAtNanos = scheduler.nanoTime() + delay.plus(time).plus(FAREWELL).toNanos();
    state = State.ANNOUNCED;
    others.begun().run();
    if (nobody || time.isZero()) {
      end();
      return progress();
    }
    LOG.info(
        "draining: {} clients are told to go within {} s, the first of them in {} s",
        sessions.attached(),
        time.toMillis() / 1e3,
        delay.toMillis() / 1e3);
    scheduler.schedule(this::tell, delay.toNanos());
    return progress();
  }

  private synchronized void tell() {
    if (state != State.ANNOUNCED) {
      return;
    }
    order = shuffled(sessions.sessions());
    total = order.size();
    toldFromNanos = scheduler.nanoTime();
    // Before anybody is turned away: who connects later than this sees it.
    state = State.TELLING;
    doors.turnAway().accept(this::newcomersFarewell);
    step();
  }

  private List<Session> shuffled(List<Session> all) {
    var order = new ArrayList<Session>(all);
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order;
  }

  private synchronized void step() {
    if (state != State.TELLING) {
      return;
    }
    // First, so that nothing that fails below keeps the drain from ending.
    scheduler.schedule(this::step, STEP.toNanos());
    long now = scheduler.nanoTime();
    boolean timeIsUp = now - toldFromNanos >= time.toNanos();
    for (int due = due(now, timeIsUp); told < due; told++) {
      dismiss(order.get(told));
    }
    if (told == total) {
      // Whoever was with the authenticator when the others were counted.
      sessions.sessions().forEach(this::dismiss);
    }
    boolean allGone = sessions.attached() == 0 && doors.open().getAsInt() == 0;
    if (allGone || now - overAtNanos >= 0) {
      end();
    }
  }

  /*
   * Client i has its turn at i / total of the time. After a stall of ours the turns that were
   * missed are made up for at twice the pace, not at once.
   */
  private int due(long now, boolean timeIsUp) {
    if (timeIsUp) {
      return total;
    }
    double share = (double) (now - toldFromNanos) / time.toNanos();
    double ofAStep = (double) STEP.toNanos() / time.toNanos();
    int due = (int) Math.min(total, Math.floor(share * total) + 1);
    return Math.min(due, told + (int) Math.ceil(2 * ofAStep * total) + 1);
  }

  private void dismiss(Session session) {
    sessions.dismiss(session.clientId(), disconnect(), farewell(session.listener(), Duration.ZERO));
  }

  /**
   * What a connection that came to {@code listener} while clients are told is to be told; empty: it
   * may stay.
   */
  public Optional<Farewell> newcomer(String listener) {
    return state == State.TELLING || state == State.ENDED
        ? Optional.of(newcomersFarewell(listener))
        : Optional.empty();
  }

  /*
   * With nowhere else to go it would only meet us again, so it waits until we are gone. A client
   * that was attached is not made to wait so long: behind a load balancer it is welcome elsewhere
   * at once.
   */
  private Farewell newcomersFarewell(String listener) {
    boolean elsewhere = !endpoints(listener).isEmpty();
    return farewell(listener, elsewhere ? Duration.ZERO : left());
  }

  private List<String> endpoints(String listener) {
    List<String> configured = config.get().endpointList();
    return configured.isEmpty() ? others.endpoints().apply(listener) : configured;
  }

  /*
   * Other gateways of ours are there already, and share what may log in: whoever is told to go over
   * the drain's time need not wait as well. Only a drain that is faster than they can take them has
   * its clients wait for the rest. A place that somebody configured may be anything.
   */
  private Farewell farewell(String listener, Duration least) {
    DrainConfig settings = config.get();
    List<String> endpoints = endpoints(listener);
    boolean handedOver = settings.endpointList().isEmpty() && !endpoints.isEmpty();
    long returningMs = 1_000L * total / perSecond.orElse(settings.returnRate());
    long spreadMs =
        handedOver
            ? Math.max(LEAST_SPREAD_ELSEWHERE.toMillis(), returningMs - time.toMillis())
            : Math.max(LEAST_SPREAD.toMillis(), returningMs);
    Duration shortest = handedOver ? Duration.ZERO : LEAST_WAIT;
    Duration wait = least.plus(shortest).plusMillis(random.nextLong(spreadMs + 1));
    return new Farewell(Optional.of(wait), endpoints);
  }

  /** Ends it now; does nothing if there is none, or none any more. */
  public synchronized void cutShort() {
    if (state == State.ANNOUNCED || state == State.TELLING) {
      cutShort = true;
      end();
    }
  }

  private void end() {
    state = State.ENDED;
    LOG.info(
        "drained: {} of {} clients were told, {} are still attached{}",
        told,
        total,
        sessions.attached(),
        cutShort ? "; cut short" : "");
    ended.countDown();
  }

  /** How far it has come, in figures. */
  public synchronized Progress progress() {
    return new Progress(state, time, left(), total, told, sessions.attached());
  }

  private Duration left() {
    if (state != State.ANNOUNCED && state != State.TELLING) {
      return Duration.ZERO;
    }
    return Duration.ofNanos(Math.max(0, overAtNanos - scheduler.nanoTime()));
  }

  /** Waits until a drain has ended. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }
}
