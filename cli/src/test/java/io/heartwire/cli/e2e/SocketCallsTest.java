package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.e2e.ProcessLab.Jvm;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a heartbeat asks of the kernel: one read and one write. */
class SocketCallsTest {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Pattern CALLS = Pattern.compile("^calls (\\d+) (\\d+)");

  /** Fewer than would be too many in a minute for the interval of {@link CountedGateway}. */
  private static final int BEATS = 40;

  private static final int PONG_BYTES = 5;

  @Test
  void aHeartbeatTakesOneReadAndOneWriteOfTheSocket() throws IOException {
    try (ProcessLab lab = new ProcessLab()) {
      LabProcess gateway =
          lab.start(
              Jvm.of("gateway", CountedGateway.class)
                  .with("-Dio.netty.bootstrap.extensions=serviceload"));
      String port = gateway.awaitLine(Pattern.compile("^ready (\\d+)"), BOUND).group(1);
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
        client.setTcpNoDelay(true);
        client.setSoTimeout((int) BOUND.toMillis());
        send(client, HandMade.hello("counted"));
        client.getInputStream().readNBytes(client.getInputStream().read());
        Matcher before = gateway.ask("calls", CALLS, BOUND);
        for (int i = 1; i <= BEATS; i++) {
          send(client, HandMade.ping(i));
          client.getInputStream().readNBytes(PONG_BYTES);
        }
        Matcher after = gateway.ask("calls", CALLS, BOUND);
        assertThat(difference(before, after, 1)).as("reads").isEqualTo(BEATS);
        assertThat(difference(before, after, 2)).as("writes").isEqualTo(BEATS);
      }
    }
  }

  private static long difference(Matcher before, Matcher after, int group) {
    return Long.parseLong(after.group(group)) - Long.parseLong(before.group(group));
  }

  private static void send(Socket client, ByteBuf frame) throws IOException {
    client.getOutputStream().write(ByteBufUtil.getBytes(frame));
    frame.release();
  }
}
