package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.demo.Blocking;
import io.heartwire.cli.demo.ClientEnd;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The server itself is away for 6 s while 1,000 clients go on beating: nobody who lives is closed,
 * and whoever falls silent meanwhile is still found. A plain Netty server stands beside it.
 *
 * <p>One run of each case; {@code -Dheartwire.stall.runs=N} makes N of each, skipping those that
 * {@code target/stall-runs.jsonl} has already for the same code.
 */
@Tag("proof")
class StallProofTest {
  // traps 1 and 2
  private static final int CLIENTS = 1_000;
  private static final int SILENCED = 20;
  private static final long INTERVAL_MS = 1_000;
  private static final long TIMEOUT_MS = 4_000;
  private static final long STALL_MS = 6_000;
  private static final long FOUND_WITHIN_MS = TIMEOUT_MS + STALL_MS + 2_000;
  private static final long CLIENT_STALL_LIMIT_MS = 500;
  private static final int MOST_ATTEMPTS = 8;
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int DEFAULT_RUNS = 1;

  /** What holds the server. */
  enum Stall {
    HANDLER,
    SIGSTOP
  }

  record Case(String transport, Stall stall, int run) {
    String key() {
      return transport + "-" + stall.name().toLowerCase(java.util.Locale.ROOT) + "-" + run;
    }

    @Override
    public String toString() {
      return key();
    }
  }

  static Stream<Case> cases() {
    int runs = Integer.getInteger("heartwire.stall.runs", DEFAULT_RUNS);
    return IntStream.rangeClosed(1, runs)
        .boxed()
        .flatMap(
            run ->
                Stream.of("epoll", "nio")
                    .flatMap(
                        transport ->
                            Stream.of(Stall.values()).map(s -> new Case(transport, s, run))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void losesNoLivingClientToItsOwnStall(Case which) {
    StallLog log = StallLog.ofThisCode();
    boolean many = Integer.getInteger("heartwire.stall.runs", DEFAULT_RUNS) > DEFAULT_RUNS;
    if (many && log.has(which.key())) {
      return;
    }
    StallRun run = null;
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      run = run(which, attempt);
      if (run.clientStallMs() <= CLIENT_STALL_LIMIT_MS) {
        break;
      }
    }
    assertThat(run.clientStallMs())
        .as("the client process stalled in each of %d attempts: %s", MOST_ATTEMPTS, run.json())
        .isLessThanOrEqualTo(CLIENT_STALL_LIMIT_MS);
    assertThat(run.verdictsOnLiving()).as(run.json()).isZero();
    assertThat(run.ours().livingLost()).as(run.json()).isZero();
    assertThat(run.ours().silentLost()).as(run.json()).isZero();
    assertThat(run.found()).as("silenced and found: " + run.json()).isEqualTo(SILENCED);
    if (!which.transport().equals("nio") || which.stall() != Stall.SIGSTOP) {
      // Closing 1,000 clients at once makes the client process late: some of them cannot be shown
      // to be living.
      int shownLiving = CLIENTS - run.plain().silentLost();
      assertThat(shownLiving).as("too few to measure by: " + run.json()).isGreaterThan(CLIENTS / 2);
      assertThat(run.plain().livingLost())
          .as("the measure must fail, or the stall was none: " + run.json())
          .isGreaterThanOrEqualTo(shownLiving * 8 / 10);
    }
    log.add(run);
  }

  private static StallRun run(Case which, int attempt) {
    try (ProcessLab lab = new ProcessLab()) {
      LabServer gateway =
          LabServer.start(
              lab,
              List.of(),
              "transport=" + which.transport(),
              "loops=1",
              "liveness.interval=" + INTERVAL_MS + "ms",
              "liveness.timeout=" + TIMEOUT_MS + "ms");
      LabProcess plain =
          lab.start(
              Jvm.of(
                  "plain",
                  PlainNettyServer.class,
                  "netty",
                  which.transport(),
                  "" + INTERVAL_MS,
                  "" + TIMEOUT_MS));
      int plainPort =
          Integer.parseInt(plain.awaitLine(Pattern.compile("ready (\\d+)"), BOUND).group(1));
      Fleet fleet = Fleet.start(lab, List.of());
      fleet.raw("boss-ours", 1, INTERVAL_MS, "127.0.0.1", gateway.port());
      fleet.raw("boss-plain", 1, INTERVAL_MS, "127.0.0.1", plainPort);
      fleet.real("ours", CLIENTS, INTERVAL_MS, "127.0.0.1:" + gateway.port());
      fleet.real("plain", CLIENTS, INTERVAL_MS, "127.0.0.1:" + plainPort);
      fleet.raw("silenced", SILENCED, INTERVAL_MS, "127.0.0.1", gateway.port());
      Await.elapse(Duration.ofMillis(2 * INTERVAL_MS));
      assertThat(fleet.ends("ours")).as("before the stall").isEmpty();

      fleet.watch();
      long silencedAt = stall(which, gateway.process(), plain, fleet);
      Await.holdsWithin(
          Duration.ofMillis(FOUND_WITHIN_MS), () -> fleet.ends("silenced").size() == SILENCED);
      // By now the stall has been over for longer than a timeout: what it cost has fallen.
      Await.elapse(Duration.ofMillis(INTERVAL_MS));

      List<ClientEnd> found =
          fleet.ends("silenced").stream()
              .filter(end -> end.atNanos() - silencedAt <= FOUND_WITHIN_MS * 1_000_000)
              .toList();
      long slowest =
          found.stream().mapToLong(end -> end.atNanos() - silencedAt).max().orElse(-1) / 1_000_000;
      return new StallRun(
          which.key(),
          StallRun.Side.of(CLIENTS, fleet.ends("ours"), INTERVAL_MS),
          StallRun.Side.of(CLIENTS, fleet.ends("plain"), INTERVAL_MS),
          SILENCED,
          gateway.verdicts("ours").size(),
          found.size(),
          slowest,
          fleet.stallMs(),
          attempt);
    }
  }

  /** Stalls both servers; meanwhile some clients fall silent. Returns when they did. */
  private static long stall(Case which, LabProcess gateway, LabProcess plain, Fleet fleet) {
    if (which.stall() == Stall.HANDLER) {
      fleet.send("boss-ours", Blocking.MESSAGE_TYPE, "" + STALL_MS);
      fleet.send("boss-plain", Blocking.MESSAGE_TYPE, "" + STALL_MS);
      Await.elapse(Duration.ofMillis(INTERVAL_MS));
      return fleet.silence("silenced");
    }
    gateway.freeze();
    plain.freeze();
    Await.elapse(Duration.ofMillis(INTERVAL_MS));
    long silencedAt = fleet.silence("silenced");
    Await.elapse(Duration.ofMillis(STALL_MS - INTERVAL_MS));
    gateway.thaw();
    plain.thaw();
    return silencedAt;
  }
}
