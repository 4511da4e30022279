package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands that are clients, where nobody listens. */
class NoGatewayTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final CliFixture cli = new CliFixture();
  private int free;

  @BeforeEach
  void findAFreePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
  }

  @Test
  void aFleetSaysOnceThatNothingListensAndEndsAsOtherCommandsDo() {
    int code =
        cli.run("fleet", "--clients", "3", "--for", "4s", "--ramp", "0s", "--port", "" + free);

    assertThat(code).as(cli.err()).isEqualTo(ExitCode.NO_GATEWAY);
    assertThat(cli.err())
        .containsOnlyOnce("heartwire: nothing listens at 127.0.0.1:" + free + ": start a gateway")
        .doesNotContain("Exception");
  }

  @Test
  void aClientSaysThatNothingListensAndItsStateInWords() {
    int code =
        cli.typing(new Typist("state\nfly away\nquit\n")).run("connect", "127.0.0.1:" + free);

    assertThat(code).as(cli.err()).isEqualTo(ExitCode.NO_GATEWAY);
    assertThat(cli.err()).containsOnlyOnce("nothing listens at 127.0.0.1:" + free);
    assertThat(cli.out())
        .containsPattern(
            "waiting, next attempt in .* \\(connect failed: 127.0.0.1:"
                + free
                + ": Connection refused")
        .contains("'fly' is not known; say send TYPE TEXT")
        .doesNotContain("Exception", "AnnotatedConnect");
  }

  /** Begins to type when the command has said that nobody is there. */
  private final class Typist extends InputStream {
    private final InputStream words;
    private boolean begun;

    Typist(String words) {
      this.words = new ByteArrayInputStream(words.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int read() throws IOException {
      long start = System.nanoTime();
      while (!begun && !cli.err().contains("nothing listens")) {
        assertThat(System.nanoTime() - start).as(cli.err()).isLessThan(BOUND.toNanos());
        LockSupport.parkNanos(5_000_000);
      }
      begun = true;
      return words.read();
    }
  }
}
