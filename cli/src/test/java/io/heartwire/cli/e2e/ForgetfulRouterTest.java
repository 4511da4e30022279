package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.Heartwire;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A router whose connection tracking forgets after 4 s, in silence, between the gateway and a
 * client that is asked for a heartbeat every 7 s: at most two connections are lost, then it stays.
 */
@Tag("waits")
@Tag("netns")
class ForgetfulRouterTest {
  private static final Duration LEARNING = Duration.ofSeconds(120);
  private static final Duration STAYING = Duration.ofSeconds(25);
  private static final String SERVER = NetLab.serverAddress(1);

  private NetLab net;
  private ProcessLab lab;

  @BeforeEach
  void build() {
    net = new NetLab();
    lab = new ProcessLab();
    net.forgetAfter(4);
  }

  @AfterEach
  void tearDown() {
    lab.close();
    net.close();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void costsTheJavaClientTwoConnectionsAtMost() {
    String address = SERVER + ":" + door("tcp");
    Jvm main = Jvm.of("client", Heartwire.class, "connect", address, "--id", "shy");
    learnsAndStays(lab.start(main.behind(net.onClient())));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  @Tag("js") // needs node and npm, and what that group has compiled
  void costsTheClientForBrowsersTwoConnectionsAtMost() {
    Path home = Path.of("..", "clients", "js").toAbsolutePath().normalize();
    JavaScriptClient.compile();
    List<String> command = new ArrayList<>(net.onClient());
    String script = home.resolve("build/gateway/nat.lab.js").toString();
    command.addAll(List.of("node", script, "ws://" + SERVER + ":" + door("http") + "/ws"));
    learnsAndStays(lab.command("client", command));
  }

  private void learnsAndStays(LabProcess client) {
    // Half of what it was idle for: of more than 4 s, and at most 7 s.
    client.awaitLine(Pattern.compile("^online.* every [23](\\.\\d+)? s"), LEARNING);
    long connections = connections(client);
    Await.elapse(STAYING);

    String figures = connections + " connections until it had learned: " + client.lines();
    System.out.println(figures);
    assertThat(connections).as(figures).isBetween(2L, 3L);
    assertThat(connections(client)).as(figures).isEqualTo(connections);
  }

  /** It says "online" once more when its interval is agreed to; "connecting" once a connection. */
  private static long connections(LabProcess client) {
    return client.lines().stream().filter(line -> line.equals("connecting")).count();
  }

  /** Starts a gateway; answers the port of this door. */
  private String door(String name) {
    List<String> args = new ArrayList<>(List.of("serve"));
    for (String setting :
        List.of(
            "liveness.interval=7s",
            "liveness.timeout=21s",
            "listeners.tcp.port=0",
            "listeners.tcp.host=0.0.0.0",
            "listeners.http.port=0",
            "listeners.http.host=0.0.0.0",
            "listeners.mqtt.enabled=false",
            "auth.mode=open",
            "admin.port=0",
            "warm-up=false",
            "targets-default=false")) {
      args.addAll(List.of("--set", setting));
    }
    Jvm main = Jvm.of("gateway", Heartwire.class, args.toArray(new String[0]));
    LabProcess gateway = lab.start(main.behind(net.onServer()));
    Pattern ready = Pattern.compile("ready in .*\\b" + name + " \\S*:(\\d+)");
    return gateway.awaitLine(ready, Duration.ofSeconds(60)).group(1);
  }
}
