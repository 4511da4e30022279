package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.demo.ClientEnd;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The measure itself: unstalled it keeps its clients, and it finds the silent ones. */
class PlainNettyServerTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @CsvSource({"netty,epoll", "heartwire,nio"})
  void keepsTheLivingAndEvictsTheSilentWhileNothingStalls(String detector, String transport) {
    try (ProcessLab lab = new ProcessLab()) {
      LabProcess plain =
          lab.start(Jvm.of("plain", PlainNettyServer.class, detector, transport, "500", "3000"));
      String port = plain.awaitLine(Pattern.compile("ready (\\d+)"), BOUND).group(1);
      LabProcess fleet = lab.start(Jvm.of("fleet", FleetMain.class));
      fleet.awaitLine(Pattern.compile("ready"), BOUND);
      fleet.send("raw living 20 500 127.0.0.1 " + port);
      fleet.send("raw silent 5 0 127.0.0.1 " + port);
      fleet.awaitLine(Pattern.compile("started silent"), BOUND);
      Await.until(BOUND, fleet::tail, () -> ClientEnd.of(fleet.lines(), "silent").size() == 5);
      List<ClientEnd> silent = ClientEnd.of(fleet.lines(), "silent");
      assertThat(silent).allMatch(ClientEnd::closedByServer).noneMatch(e -> e.living(500));
      assertThat(ClientEnd.of(fleet.lines(), "living")).isEmpty();
    }
  }
}
