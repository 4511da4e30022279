package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live view, as a terminal and as a pipe see it. */
class TopCommandTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
  private static final String STATUS =
      "{\"node\":\"g1\",\"uptimeMs\":60000,\"attached\":1200,\"inGrace\":3,\"offline\":7,"
          + "\"heartbeats\":%d,\"logins\":10,\"breaker\":{\"state\":\"open\"},"
          + "\"disconnects\":{\"goodbye\":900,\"heartbeat-timeout\":%d},"
          + "\"warnings\":[\"98 %% of clients come from one address\"],"
          + "\"loops\":[{\"name\":\"loop-1\",\"connections\":600,\"lagMs\":0,\"maxLagMs\":41}]}";
  private static final String INCIDENTS =
      "{\"items\":[{\"id\":\"inc-2\",\"openedAt\":\"2026-01-01T00:00:30Z\",\"confidence\":0.9,"
          + "\"sentence\":\"GC pause\"},{\"id\":\"inc-1\",\"closedAt\":\"2025-12-31T00:00:00Z\"}]}";
  private static final String HANDLERS =
      "{\"items\":[{\"type\":\"report\",\"model\":\"queue\",\"count\":%d,"
          + "\"took\":{\"p50Ms\":1.25,\"p99Ms\":9.5},\"busy\":0,\"failed\":2}]}";
  private static final String DISCONNECTS =
      "{\"items\":[{\"at\":\"2026-01-01T00:00:58Z\",\"clientId\":\"dev-7\\u001b[2J\","
          + "\"reason\":\"heartbeat-timeout\",\"silenceMs\":4200,\"detail\":\"\"}]}";

  private final CliFixture cli = new CliFixture();
  private FakeAdministration gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeAdministration();
    gateway.answers.put("GET /api/v1/status", String.format(STATUS, 5_000, 4));
    gateway.answers.put("GET /api/v1/incidents?limit=20", INCIDENTS);
    gateway.answers.put("GET /api/v1/handlers", String.format(HANDLERS, 3));
    gateway.answers.put("GET /api/v1/disconnects?limit=5", DISCONNECTS);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static TopScreen.Snapshot snapshot(long second, long heartbeats, long dead, long handled)
      throws JsonProcessingException {
    JsonNode status = Console.JSON.readTree(String.format(STATUS, heartbeats, dead));
    return new TopScreen.Snapshot(
        Long.MAX_VALUE + TimeUnit.SECONDS.toNanos(second),
        status,
        Console.JSON.readTree(INCIDENTS),
        Console.JSON.readTree(String.format(HANDLERS, handled)),
        Console.JSON.readTree(DISCONNECTS));
  }

  @Test
  void ratesAreThoseBetweenTwoLooks() throws JsonProcessingException {
    List<String> lines =
        TopScreen.lines(snapshot(-1, 5_000, 4, 3), snapshot(3, 25_000, 10, 23), NOW);

    assertThat(lines)
        .contains(
            "attached 1,200   in grace 3   offline 7   suspects 0   connections 0",
            "heartbeats 5,000/s   logins 0/s   breaker open   draining -",
            "! 98 % of clients come from one address",
            "INCIDENT inc-2, since 30.0 s: GC pause (confidence 0.90)");
    assertThat(lines).noneMatch(line -> line.contains("inc-1"));
    assertThat(row(lines, "heartbeat-timeout")).contains("10").endsWith("1.5");
    assertThat(row(lines, "report")).contains("queue", "5.0", "1.25 ms", "9.50 ms");
    assertThat(lines.indexOf(row(lines, "heartbeat-timeout")))
        .as("who leaves now comes before who left long ago")
        .isLessThan(lines.indexOf(row(lines, "goodbye")));
  }

  private static String row(List<String> lines, String name) {
    return lines.stream().filter(line -> line.startsWith(name)).findFirst().orElseThrow();
  }

  @Test
  void printsBlocksWhereThereIsNoTerminal() {
    assertThat(cli.run("top", "--count", "2", gateway.admin())).as(cli.err()).isZero();
    assertThat(cli.out().split("attached 1,200", -1)).hasSize(3);
    assertThat(cli.out()).contains("dev-7").doesNotContain("\u001b");
  }

  @Test
  void fillsATerminalAndGivesItBack() {
    assertThat(cli.onTerminal(3).run("top", "--count", "1", gateway.admin()))
        .as(cli.err())
        .isZero();
    assertThat(cli.out()).startsWith("\u001b[?1049h").endsWith("\u001b[?1049l");
    assertThat(cli.out().split("\r\n", -1)).hasSize(3);
    assertThat(cli.out()).doesNotContain("dev-7", "\u001b[2J");
  }

  @Test
  void givesProgramsOneObjectALine() throws JsonProcessingException {
    assertThat(cli.onTerminal(24).run("top", "--count", "2", "--json", gateway.admin())).isZero();
    List<String> lines = cli.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(Console.JSON.readTree(lines.get(1)).at("/incidents/0/id").asText())
        .isEqualTo("inc-2");
  }

  @Test
  void refusesPacesThatMakeNoSense() {
    assertThat(cli.run("top", "--interval", "10ms", gateway.admin())).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("--interval (10 ms) must be 500ms to 1m");
  }
}
