package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.demo.Blocking;
import io.heartwire.cli.demo.ClientEnd;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Somebody's own Netty server on the library alone, with a protocol of its own making: its stalls
 * cost nobody the connection, on any transport.
 */
@Tag("proof") // needs signals
class LibraryStallTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final int CLIENTS = 200;
  private static final int SILENCED = 10;
  private static final long INTERVAL_MS = 500;
  private static final long TIMEOUT_MS = 2_000;
  private static final long STALL_MS = 3_000;

  @ParameterizedTest
  @CsvSource({"nio,handler", "epoll,sigstop"})
  void losesNobodyAndFindsTheSilent(String transport, String stall) {
    // traps 1 and 2
    try (ProcessLab lab = new ProcessLab()) {
      LabProcess server =
          lab.start(
              Jvm.of(
                  "library",
                  PlainNettyServer.class,
                  "heartwire",
                  transport,
                  "" + INTERVAL_MS,
                  "" + TIMEOUT_MS));
      String ready = server.awaitLine(Pattern.compile("ready (\\d+)"), BOUND).group(1);
      int port = Integer.parseInt(ready);
      Fleet fleet = Fleet.start(lab, List.of());
      fleet.raw("boss", 1, INTERVAL_MS, "127.0.0.1", port);
      fleet.raw("living", CLIENTS, INTERVAL_MS, "127.0.0.1", port);
      fleet.raw("silenced", SILENCED, INTERVAL_MS, "127.0.0.1", port);
      Await.elapse(Duration.ofMillis(INTERVAL_MS));

      fleet.watch();
      boolean handler = stall.equals("handler");
      if (handler) {
        fleet.send("boss", Blocking.MESSAGE_TYPE, "" + STALL_MS);
      } else {
        server.freeze();
      }
      long silencedAt = fleet.silence("silenced");
      Await.elapse(Duration.ofMillis(STALL_MS));
      if (!handler) {
        server.thaw();
      }
      Await.until(BOUND, server::tail, () -> fleet.ends("silenced").size() == SILENCED);
      long slowestMs =
          fleet.ends("silenced").stream().mapToLong(ClientEnd::atNanos).max().orElseThrow()
                  / 1_000_000
              - silencedAt / 1_000_000;
      Await.elapse(Duration.ofMillis(TIMEOUT_MS));

      String figures = figures(transport + "-" + stall, fleet, slowestMs);
      assertThat(fleet.ends("living")).as(figures).isEmpty();
      assertThat(slowestMs).as(figures).isLessThan(TIMEOUT_MS + STALL_MS + 2_000);
    }
  }

  private static String figures(String name, Fleet fleet, long slowestMs) {
    String figures =
        String.format(
            "%s: %d of %d living lost, silent found within %d ms, client stall %d ms",
            name, fleet.ends("living").size(), CLIENTS, slowestMs, fleet.stallMs());
    System.out.println(figures);
    return figures;
  }
}
