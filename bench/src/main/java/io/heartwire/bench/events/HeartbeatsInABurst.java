package io.heartwire.bench.events;

import io.heartwire.bench.side.Progress;
import io.heartwire.bench.side.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long does a ping wait for its pong while {@value #SESSIONS} sessions come and go, each made
 * durable twice? Beside the same pings with nothing else to do, and, in the same burst, beside
 * pings of a bystander: a gateway to which nobody comes. What they wait for is the machine, not us.
 */
final class HeartbeatsInABurst {
  private static final int SESSIONS = 10_000;
  private static final int PINGING = 100;
  private static final int COMING = 32;

  /* A gateway compiles for so long; whoever measures before measures its compiler. */
  private static final int WARM_UP = 60_000;
  private static final int WARM_UP_OF_BYSTANDER = 20_000;
  private static final long BETWEEN_PINGS_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path work;
  private final String gatewayClasspath;
  private final int perSecond;
  private int bursts;

  /**
   * One run.
   *
   * @param idleMicros p99 of the round trips with nothing else to do
   * @param burstMicros p99 while sessions came and went
   * @param bystanderMicros p99 of the bystander meanwhile
   * @param perSecond how many did in a second
   * @param pings in the burst
   */
  record Outcome(
      double idleMicros, double burstMicros, double bystanderMicros, double perSecond, int pings) {
    double ratio() {
      return burstMicros / idleMicros;
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "heartbeat p99 %,.0f us idle, %,.0f us (of %,d pings) while %,.0f sessions/s came and"
              + " went: ratio %.1f; of a bystander %,.0f us: %.1f",
          idleMicros,
          burstMicros,
          pings,
          perSecond,
          ratio(),
          bystanderMicros,
          bystanderMicros / idleMicros);
    }
  }

  /** With {@code perSecond} logins a second at most; 0: as fast as it goes. */
  HeartbeatsInABurst(Path work, String gatewayClasspath, int perSecond) {
    this.work = work;
    this.gatewayClasspath = gatewayClasspath;
    this.perSecond = perSecond;
  }

  List<Outcome> run(int runs) throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(COMING);
    List<Peer> pinging = new ArrayList<>();
    List<Peer> aside = new ArrayList<>();
    try (ServerProcess gateway = start("heartbeats-" + perSecond);
        ServerProcess bystander = start("bystander-" + perSecond)) {
      finish(come(threads, bystander.port(), WARM_UP_OF_BYSTANDER));
      finish(come(threads, gateway.port(), WARM_UP));
      for (int i = 0; i < PINGING; i++) {
        pinging.add(new Peer(gateway.port(), "pings-" + i));
        aside.add(new Peer(bystander.port(), "pings-" + i));
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (int run = 1; run <= runs; run++) {
        Outcome outcome = once(pinging, aside, threads, gateway.port());
        Progress.say(run + "/" + runs + ": " + outcome.text());
        outcomes.add(outcome);
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
      for (Peer peer : pinging) {
        peer.close();
      }
      for (Peer peer : aside) {
        peer.close();
      }
    }
  }

  private ServerProcess start(String name) throws IOException, InterruptedException {
    return GatewayUnderTest.start(
        work,
        name,
        gatewayClasspath,
        List.of(
            "listeners.tcp.port=0",
            "listeners.http.enabled=false",
            "listeners.mqtt.enabled=false",
            "admin.port=0",
            "admission.rate=off",
            // Those that come before the first run do the same.
            "warm-up=false",
            "liveness.interval=1s",
            "liveness.timeout=20s",
            "presence.file=" + work.resolve(name + ".db")));
  }

  private Outcome once(List<Peer> pinging, List<Peer> aside, ExecutorService threads, int port)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    List<Long> idle = new ArrayList<>();
    for (int i = 0; System.nanoTime() - began < IDLE_NANOS; i++) {
      idle.add(ping(pinging, i));
    }
    began = System.nanoTime();
    List<Future<?>> coming = come(threads, port, SESSIONS);
    List<Long> burst = new ArrayList<>();
    List<Long> meanwhile = new ArrayList<>();
    for (int i = 0; !coming.stream().allMatch(Future::isDone); i++) {
      burst.add(ping(pinging, i));
      meanwhile.add(ping(aside, i));
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    finish(coming);
    return new Outcome(
        p99Micros(idle), p99Micros(burst), p99Micros(meanwhile), SESSIONS / seconds, burst.size());
  }

  /** One after the other, each of another client, so that none pings more often than it may. */
  private static long ping(List<Peer> pinging, int number) throws IOException {
    LockSupport.parkNanos(BETWEEN_PINGS_NANOS);
    return pinging.get(number % PINGING).roundTripNanos();
  }

  private List<Future<?>> come(ExecutorService threads, int port, int sessions) {
    String prefix = "burst-" + ++bursts + "-";
    long began = System.nanoTime();
    List<Future<?>> coming = new ArrayList<>();
    for (int thread = 0; thread < COMING; thread++) {
      int first = thread;
      coming.add(
          threads.submit(
              () -> {
                for (int i = first; i < sessions; i += COMING) {
                  awaitTurn(began, i);
                  new Peer(port, prefix + i).leave();
                }
                return true;
              }));
    }
    return coming;
  }

  private void awaitTurn(long began, int session) {
    if (perSecond > 0) {
      long due = began + TimeUnit.SECONDS.toNanos(session) / perSecond;
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private static void finish(List<Future<?>> coming) throws IOException, InterruptedException {
    for (Future<?> one : coming) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new IOException("a session could not come and go: " + e.getCause(), e);
      }
    }
  }

  private static double p99Micros(List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)] / 1e3;
  }
}
