package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code heartwire timeouts}, against a server that answers what a gateway answers. */
class TimeoutsCommandTest {
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
  void listsTheNextOneFirst() {
    gateway.answers.put(
        "GET /api/v1/timeouts?limit=100",
        "{\"items\":[{\"id\":\"a\",\"at\":\"2999-01-01T00:00:00Z\"}],\"total\":1,\"next\":null}");

    assertThat(cli.run("timeouts", gateway.admin())).as(cli.err()).isZero();
    assertThat(cli.out().lines().map(line -> line.split(" ")[0])).containsExactly("TIMEOUT", "a");
    assertThat(cli.out()).contains("2999-01-01T00:00:00Z", " d");
  }

  @Test
  void setsOneAndSaysWhenItComesOut() {
    gateway.answers.put(
        "PUT /api/v1/timeouts/call%2F7",
        "{\"id\":\"call/7\",\"at\":\"2999-01-01T00:00:00Z\",\"replaced\":true}");

    int exit =
        cli.run("timeouts", "set", "call/7", "--after=90s", "--payload={\"n\":1}", gateway.admin());

    assertThat(exit).as(cli.err()).isZero();
    assertThat(gateway.requests)
        .containsExactly("PUT /api/v1/timeouts/call%2F7 {\"after\":\"90s\",\"payload\":{\"n\":1}}");
    assertThat(cli.out())
        .isEqualToIgnoringNewLines(
            "Timeout call/7 comes out at 2999-01-01T00:00:00Z, in place of the one before.");
  }

  @Test
  void setsOneAtATimeWithoutAPayload() {
    cli.run("timeouts", "set", "a", "--at", "2999-01-01T00:00:00Z", gateway.admin());

    assertThat(gateway.requests)
        .containsExactly(
            "PUT /api/v1/timeouts/a {\"at\":\"2999-01-01T00:00:00Z\",\"payload\":null}");
  }

  @Test
  void wantsOneTimeAndJson() {
    assertThat(cli.run("timeouts", "set", "a", gateway.admin())).isEqualTo(ExitCode.USAGE);
    assertThat(cli.run("timeouts", "set", "a", "--at=x", "--after=1s", gateway.admin()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.run("timeouts", "set", "a", "--after=1s", "--payload=so it is", gateway.admin()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("is not JSON: put a text in quotes");
    assertThat(gateway.requests).isEmpty();
  }

  @Test
  void cancelsOneOrSaysWhyNot() {
    gateway.answers.put("DELETE /api/v1/timeouts/a", "{\"id\":\"a\"}");

    assertThat(cli.run("timeouts", "cancel", "a", gateway.admin())).as(cli.err()).isZero();
    assertThat(cli.out()).isEqualToIgnoringNewLines("Timeout a does not come out.");
    assertThat(cli.run("timeouts", "cancel", "b", gateway.admin())).isEqualTo(ExitCode.FAILED);
    assertThat(cli.err()).contains("nothing here");
  }
}
