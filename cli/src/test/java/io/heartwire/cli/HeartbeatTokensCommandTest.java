package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code heartwire heartbeat-tokens}, against a server that answers what a gateway answers. */
class HeartbeatTokensCommandTest {
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
  void makesOneAndShowsTheLineForCron() {
    gateway.answers.put(
        "PUT /api/v1/heartbeat-tokens/backup",
        "{\"id\":\"backup\",\"clientId\":\"backup\",\"expiresAt\":null,\"secret\":\"hwt_x\"}");

    int exit = cli.run("heartbeat-tokens", "create", "backup", "--for=90d", gateway.admin());

    assertThat(exit).as(cli.err()).isZero();
    assertThat(gateway.requests)
        .containsExactly(
            "PUT /api/v1/heartbeat-tokens/backup {\"clientId\":\"backup\",\"lasts\":\"90d\"}");
    assertThat(cli.out())
        .contains("told this once: hwt_x")
        .contains("curl -fsS 'http://HOST:7408/v1/heartbeats/backup?ttl=25h&token=hwt_x'");
  }

  @Test
  void listsAndRevokes() {
    gateway.answers.put(
        "GET /api/v1/heartbeat-tokens?limit=100",
        "{\"items\":[{\"id\":\"backup\",\"clientId\":\"job-1\",\"user\":null,\"group\":\"default\","
            + "\"createdAt\":\"2026-01-01T00:00:00Z\",\"expiresAt\":null}],\"total\":1,\"next\":null}");
    gateway.answers.put("DELETE /api/v1/heartbeat-tokens/backup", "{\"id\":\"backup\"}");

    assertThat(cli.run("heartbeat-tokens", gateway.admin())).as(cli.err()).isZero();
    assertThat(cli.out().lines().map(line -> line.split(" ")[0]))
        .containsExactly("TOKEN", "backup");
    assertThat(cli.run("heartbeat-tokens", "revoke", "backup", gateway.admin()))
        .as(cli.err())
        .isZero();
    assertThat(cli.out()).contains("Token backup is refused from now on.");
  }
}
