package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into a bug report, as a person asks for it. */
class BundleAndTraceTest {
  private static final String READY =
      "{\"state\":\"ready\",\"name\":\"b.zip\",\"timeMs\":2000,\"measuredMs\":2000}";

  private final CliFixture cli = new CliFixture();
  private FakeAdministration gateway;
  @TempDir private Path directory;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeAdministration();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void waitsForTheBundleAndFetchesIt() {
    Path file = directory.resolve("out.zip");
    gateway.answers.put(
        "POST /api/v1/bundle", READY.replace("ready", "measuring").replace("2000}", "1000}"));
    gateway.answers.put("GET /api/v1/bundle", READY);
    gateway.answers.put("GET /api/v1/bundle/file", "zipped");
    gateway.answers.put("DELETE /api/v1/bundle", "{\"state\":\"none\"}");

    assertThat(cli.run("bundle", "--for", "2s", "--out", file.toString(), gateway.admin()))
        .as(cli.err())
        .isZero();
    assertThat(file).hasContent("zipped");
    assertThat(gateway.requests)
        .contains("POST /api/v1/bundle {\"timeMs\":2000}", "DELETE /api/v1/bundle");
    assertThat(cli.err()).contains("measuring: 1 of 2 s");
    assertThat(cli.out()).contains("Wrote", "out.zip");
    assertThat(cli.run("bundle", "--out", file.toString(), gateway.admin()))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void saysWhyThereIsNoBundle() {
    Path file = directory.resolve("none.zip");
    gateway.answers.put(
        "POST /api/v1/bundle", "{\"state\":\"failed\",\"problem\":\"the disk is full\"}");

    assertThat(cli.run("bundle", "--out", file.toString(), gateway.admin()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(cli.err()).contains("the disk is full");
    assertThat(file).doesNotExist();
  }

  @Test
  void tellsEachStepOfAClientOnALine() {
    gateway.answers.put(
        "GET /api/v1/clients/dev%2F1/trace?for=600000ms",
        "event: state\ndata: {\"at\":\"2026-01-01T00:00:00Z\",\"what\":\"state\","
            + "\"words\":\"ALIVE -> SUSPECT\",\"kernel\":{\"state\":\"ESTABLISHED\","
            + "\"unreadBytes\":0,\"unackedSegments\":2,\"rtoMs\":12800}}\n\n:\n\n");

    assertThat(cli.run("trace", "dev/1", gateway.admin())).as(cli.err()).isZero();
    assertThat(cli.out().strip())
        .isEqualTo(
            "2026-01-01T00:00:00Z  state  ALIVE -> SUSPECT; kernel: ESTABLISHED, unread 0 bytes,"
                + " unacked 2, rto 12.8 s");
  }
}
