package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenCommandTest {
  private static InputStream typed(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void printsTheHashOfTheFirstLine() {
    var cli = new CliFixture().typing(typed("abc\nmore"));
    assertThat(cli.run("token", "hash")).isEqualTo(ExitCode.OK);
    // The first test vector of SHA-256.
    assertThat(cli.out().strip())
        .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void refusesNothing() {
    var cli = new CliFixture().typing(typed("\n"));
    assertThat(cli.run("token", "hash")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("no token on the standard input");
  }
}
