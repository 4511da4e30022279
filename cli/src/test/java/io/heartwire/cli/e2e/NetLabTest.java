package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cable is a cable: it carries, it can be cut both ways or one way, and it heals. */
@Tag("netns")
class NetLabTest {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final Pattern READY = Pattern.compile("ready");

  @Test
  void carriesLosesAndHeals() {
    try (NetLab net = new NetLab();
        ProcessLab lab = new ProcessLab()) {
      LabProcess server = lab.start(Jvm.of("echo", UdpEcho.class, "serve").behind(net.onServer()));
      LabProcess client = lab.start(Jvm.of("asker", UdpEcho.class, "ask").behind(net.onClient()));
      server.awaitLine(READY, BOUND);
      client.awaitLine(READY, BOUND);
      assertThat(received(client, 10, 5)).as("whole").isEqualTo(10);
      net.cutAll();
      assertThat(received(client, 5, 5)).as("cut").isZero();
      net.cutTowardsClients();
      assertThat(received(client, 5, 5)).as("cut towards the clients").isZero();
      net.cutTowardsServer();
      assertThat(received(client, 5, 5)).as("cut towards the server").isZero();
      net.heal();
      net.cutClients(List.of("198.19.5.2:4711"));
      assertThat(received(client, 10, 5)).as("only one port cut").isEqualTo(10);
      net.lose(20);
      // 0.8² of 400 is 256 ± 10: ping has no retransmission.
      assertThat(received(client, 400, 5)).as("20 % lost each way").isBetween(200, 312);
      net.heal();
      assertThat(received(client, 10, 5)).as("healed").isEqualTo(10);
    }
  }

  /** How many of {@code count} datagrams come back from the server. */
  private static int received(LabProcess client, int count, int network) {
    return Integer.parseInt(
        client
            .ask(
                NetLab.serverAddress(network) + " " + count,
                Pattern.compile("received (\\d+)"),
                BOUND)
            .group(1));
  }
}
