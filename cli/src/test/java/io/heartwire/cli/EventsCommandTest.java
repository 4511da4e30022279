package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was told, as people and programs ask for it. */
class EventsCommandTest {
  private static final String OFFLINE =
      "{\"id\":\"41\",\"type\":\"io.heartwire.offline\",\"subject\":\"dev-1\","
          + "\"time\":\"2026-01-01T00:00:00Z\",\"epoch\":7,\"data\":{\"reason\":\"SILENT\","
          + "\"confidence\":\"HIGH\",\"silenceMs\":4200,\"detail\":\"limit 4s\"}}";

  private final CliFixture cli = new CliFixture();
  private FakeAdministration gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeAdministration();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void showsTheLatestOneOnEachLine() {
    gateway.answers.put(
        "GET /api/v1/events?latest=true&limit=50",
        "{\"items\":[" + OFFLINE + "],\"total\":1,\"next\":null}");

    assertThat(cli.run("events", gateway.admin())).as(cli.err()).isZero();
    assertThat(cli.out().strip())
        .isEqualTo(
            "41  2026-01-01T00:00:00Z  offline  dev-1  epoch 7  SILENT (HIGH), silent for 4.2 s:"
                + " limit 4s");
  }

  @Test
  void saysWhatChangedAboutAClient() {
    gateway.answers.put(
        "GET /api/v1/events?latest=true&limit=50",
        "{\"items\":[{\"id\":\"9\",\"type\":\"io.heartwire.health\",\"subject\":\"dev-1\","
            + "\"time\":\"2026-01-01T00:00:00Z\",\"epoch\":7,\"data\":{\"from\":\"healthy\","
            + "\"to\":\"unhealthy\",\"rule\":\"hot\",\"values\":{\"temp\":\"90.5\"}}}],"
            + "\"total\":1,\"next\":null}");

    assertThat(cli.run("events", gateway.admin())).as(cli.err()).isZero();
    assertThat(cli.out().strip())
        .isEqualTo(
            "9  2026-01-01T00:00:00Z  health  dev-1  epoch 7  healthy -> unhealthy, rule hot,"
                + " temp 90.5");
  }

  @Test
  void saysThatThereAreNone() {
    gateway.answers.put(
        "GET /api/v1/events?latest=true&limit=50", "{\"items\":[],\"total\":0,\"next\":null}");

    assertThat(cli.run("events", gateway.admin())).as(cli.err()).isZero();
    assertThat(cli.out()).contains("There are no such events");
  }

  @Test
  void followsTheCursorThroughPagesAndTheStream() {
    gateway.answers.put(
        "GET /api/v1/events?after=0&limit=3",
        "{\"items\":[" + OFFLINE + "],\"total\":2,\"next\":\"41\"}");
    gateway.answers.put(
        "GET /api/v1/events?after=41&limit=2",
        "{\"items\":[" + OFFLINE.replace("41", "42") + "],\"total\":1,\"next\":null}");
    gateway.answers.put(
        "GET /api/v1/events/stream?after=42",
        ": events after 42\n\nid: 43\ndata: " + OFFLINE.replace("41", "43") + "\n\n:\n\n");

    assertThat(cli.run("events", "--after", "0", "--limit", "3", "-f", "--json", gateway.admin()))
        .as(cli.err())
        .isZero();
    assertThat(cli.out().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("{\"id\":\"4"))
        .last()
        .asString()
        .contains("\"id\":\"43\"");
  }

  @Test
  void showsHowFarTheSinksAreAndTellsOneAgain() {
    gateway.answers.put(
        "GET /api/v1/sinks?limit=100",
        "{\"items\":[{\"name\":\"hook\",\"type\":\"webhook\",\"servedBy\":\"gw-b\",\"last\":41,\"behind\":3,"
            + "\"delivered\":41,\"failures\":1,\"missed\":0,\"broken\":true,"
            + "\"deadLetters\":{\"kept\":7},\"circuit\":{\"state\":\"open\",\"leftMs\":4200},"
            + "\"problem\":\"it answered 500\"}],\"total\":1,\"next\":null}");
    gateway.answers.put("POST /api/v1/sinks/hook/replay", "{\"name\":\"hook\",\"from\":12}");

    assertThat(cli.run("sinks", gateway.admin())).as(cli.err()).isZero();
    assertThat(cli.out())
        .contains(
            "hook",
            "webhook",
            "SERVED BY",
            "gw-b",
            "7",
            "open for 4.2 s",
            "BROKEN",
            "it answered 500");
    assertThat(cli.run("events", "replay", "--sink", "hook", "--from", "12", gateway.admin()))
        .as(cli.err())
        .isZero();
    assertThat(gateway.requests).contains("POST /api/v1/sinks/hook/replay {\"from\":12}");
    assertThat(cli.out()).contains("Sink hook is told again what it was told, from event 12 on");
    assertThat(cli.run("events", "replay", "--sink", "hook", "--after", "41", gateway.admin()))
        .as(cli.err())
        .isZero();
    assertThat(gateway.requests).contains("POST /api/v1/sinks/hook/replay {\"from\":42}");
    assertThat(cli.run("events", "replay", "--sink", "hook", gateway.admin())).isEqualTo(2);
  }

  @Test
  void listsTheDeadLettersOfASinkAndTellsThemAgain() {
    gateway.answers.put(
        "GET /api/v1/sinks/hook/dead-letters?limit=100",
        "{\"items\":[{\"event\":"
            + OFFLINE
            + ",\"givenUpAt\":\"2026-01-02T00:00:00Z\",\"why\":\"it answered 413\"}],"
            + "\"total\":1,\"next\":null}");
    gateway.answers.put(
        "POST /api/v1/sinks/hook/dead-letters/replay", "{\"name\":\"hook\",\"deadLetters\":1}");

    assertThat(cli.run("sinks", "dead-letters", "hook", gateway.admin())).as(cli.err()).isZero();
    assertThat(cli.out()).contains("41", "offline", "dev-1", "2026-01-02", "it answered 413");
    assertThat(cli.run("sinks", "dead-letters", "hook", "--replay", gateway.admin()))
        .as(cli.err())
        .isZero();
    assertThat(cli.out()).contains("Sink hook is told its 1 dead letters again");
  }
}
