package io.heartwire.bench.deadlines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Release;
import io.heartwire.gateway.cluster.Timeout;
import io.heartwire.gateway.cluster.embedded.SqliteEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How late is what is due, while a million deadlines are pending? Half of them are sessions in
 * grace, half are timeouts; all through the engine's own interface, in a file on a disk. A
 * deadline's lateness is from its time until a reader has the event, durable, in its hands.
 *
 * <p>Arguments: a directory for the file; how many are pending (1,000,000); how many fall due in
 * each second of a calm minute (300); how many in one second of a burst (20,000). The answer is in
 * {@code bench/results}.
 */
public final class DeadlineLateness {
  private static final int UNDER_WAY = 4_000;
  private static final int CALM_SECONDS = 30;
  private static final Duration FAR = Duration.ofHours(6);
  private static final Duration LEAD = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ClusterEngine engine;
  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final Semaphore news = new Semaphore(0);
  private int names;

  private DeadlineLateness(ClusterEngine engine) {
    this.engine = engine;
    engine.onEvents(news::release);
  }

  /** See above. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path dir = Files.createDirectories(Path.of(args.length > 0 ? args[0] : "target/deadlines"));
    int pending = number(args, 1, 1_000_000);
    int calm = number(args, 2, 300);
    int burst = number(args, 3, 20_000);
    Path file = Files.createTempDirectory(dir, "run").resolve("presence.db");
    try (ClusterEngine engine = open(file)) {
      var bench = new DeadlineLateness(engine);
      long began = System.nanoTime();
      bench.plan(pending, Instant.now().plus(FAR), FAR);
      bench.settle();
      long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      System.out.printf(
          "pending: %,d sessions in grace, %,d timeouts (made in %,d ms; file %,d MB)%n",
          engine.counts().inGrace(),
          engine.timeouts().figures().pending(),
          ms,
          Files.size(file) >> 20);
      bench.measure(calm + " due in each of " + CALM_SECONDS + " s", calm, CALM_SECONDS);
      bench.measure(burst + " due in one second", burst, 1);
    }
    for (String suffix : List.of("", ".lock")) {
      Files.deleteIfExists(Path.of(file + suffix));
    }
  }

  private static int number(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private static ClusterEngine open(Path file) {
    return SqliteEngine.open(
        new SqliteEngine.Settings(
            "bench",
            file.toString(),
            Duration.ofSeconds(10),
            Duration.ofDays(7),
            1L << 34,
            1L << 35,
            10_000_000),
        new SqliteEngine.Surroundings(
            System::nanoTime, InstantSource.system(), new SecureRandom(), Thread::new));
  }

  /** Half of {@code count} are sessions in grace, half are timeouts, spread over {@code span}. */
  private void plan(int count, Instant first, Duration span) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Instant due = first.plusNanos((long) (span.toNanos() * ((double) i / count)));
      if (i % 2 == 0) {
        wait(engine.timeouts().set(new Timeout("t-" + names++, due, "{\"n\":" + i + "}")));
      } else {
        wait(grace("device-" + names++, due));
      }
    }
  }

  private CompletionStage<Boolean> grace(String name, Instant due) {
    ClientId client = new ClientId(name);
    Claim claim =
        new Claim(
            client,
            Optional.empty(),
            "default",
            "00112233445566778899aabbccddeeff",
            OptionalLong.empty(),
            false,
            FAR,
            new Claim.Door("tcp", "198.51.100.7:50412", "1.0"));
    return engine
        .claim(claim)
        .thenCompose(
            claimed ->
                engine.release(
                    new Release(
                        client,
                        Optional.empty(),
                        ((Claimed.Granted) claimed).sessionId(),
                        ((Claimed.Granted) claimed).epoch(),
                        1,
                        Disconnect.of(DisconnectReason.SILENT, ""),
                        Duration.between(Instant.now(), due))));
  }

  private void wait(CompletionStage<?> change) throws InterruptedException {
    room.acquire();
    change.whenComplete((done, failure) -> room.release());
  }

  private void settle() throws InterruptedException {
    room.acquire(UNDER_WAY);
    room.release(UNDER_WAY);
  }

  private void measure(String what, int perSecond, int seconds) throws InterruptedException {
    long before = engine.latestEvent();
    int count = perSecond * seconds;
    Instant first = Instant.now().plus(LEAD);
    plan(count, first, Duration.ofSeconds(seconds));
    settle();
    if (Instant.now().isAfter(first)) {
      System.out.println("the plan was made too late: the figures below count that");
    }
    List<Long> graces = new ArrayList<>();
    List<Long> timeouts = new ArrayList<>();
    long last = before;
    while (graces.size() + timeouts.size() < count) {
      List<Event> events = engine.events(last, 1_000);
      Instant now = Instant.now();
      for (Event event : events) {
        last = event.number();
        if (event.type() == EventType.TIMEOUT) {
          timeouts.add(micros(Instant.parse(data(event).path("at").asText()), now));
        } else if (event.type() == EventType.OFFLINE) {
          Instant lost = Instant.parse(data(event).path("lostAt").asText());
          graces.add(micros(lost.plusMillis(data(event).path("graceMs").asLong()), now));
        }
      }
      if (events.isEmpty() && !news.tryAcquire(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("nothing more comes: " + engine.health());
      }
      news.drainPermits();
    }
    System.out.println(what + ":");
    report("grace", graces);
    report("timeouts", timeouts);
  }

  private static JsonNode data(Event event) {
    try {
      return JSON.readTree(event.data());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that is not JSON", e);
    }
  }

  private static long micros(Instant due, Instant now) {
    return Duration.between(due, now).toNanos() / 1_000;
  }

  private static void report(String name, List<Long> lateMicros) {
    long[] sorted = lateMicros.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "  %-9s %,7d late by: p50 %.1f ms, p99 %.1f ms, most %.1f ms, least %.1f ms%n",
        name, sorted.length, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1), at(sorted, 0));
  }

  private static double at(long[] sorted, double share) {
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return Arrays.stream(sorted).skip(Math.max(0, index)).findFirst().orElse(0) / 1_000.0;
  }
}
