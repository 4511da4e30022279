package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.RealServices;
import io.heartwire.client.HeartwireClient;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.cluster.GroupVersion;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client drops its group's data once for each version, whatever connections and gateways do. */
class GroupDataOverRestartsTest {
  /** A gateway that is stopped tells its clients to come back within 15 s. */
  private static final Duration BOUND = Duration.ofSeconds(30);

  @TempDir Path dir;
  private final List<String> dropped = new CopyOnWriteArrayList<>();

  private Gateway gateway(int port) {
    return Gateway.start(
        GatewayConfig.of(
            "listeners.tcp.port",
            Integer.toString(port),
            "listeners.http.enabled",
            "false",
            "listeners.mqtt.enabled",
            "false",
            "presence.file",
            dir.resolve("presence.db").toString(),
            "liveness.interval",
            "300ms",
            "liveness.timeout",
            "10s"),
        RealServices.ofThisMachine());
  }

  private static void renew(Gateway gateway) {
    GroupVersion inForce = gateway.engine().renewGroup("default", 0).toCompletableFuture().join();
    gateway.sessions().renewed(inForce.group(), inForce.version());
  }

  private void awaitAcknowledged(Gateway gateway, long version) {
    Await.until(
        BOUND,
        () -> "dropped " + dropped + ", wanted an acknowledgement of version " + version,
        () -> {
          List<Session> sessions = gateway.sessions().sessions();
          return sessions.size() == 1 && sessions.get(0).groupVersion() == version;
        });
  }

  @Test
  void dropsItOnceAlsoOverARestartOfTheGateway() {
    HeartwireClient client;
    int port;
    try (Gateway before = gateway(0)) {
      port = before.ports().get(Gateway.TCP).getPort();
      client =
          HeartwireClient.builder("127.0.0.1:" + port)
              .clientId("dev-1")
              .onGroupStale((group, version) -> dropped.add(group + " " + version))
              .connect();
      Await.until(BOUND, () -> "not attached", () -> before.sessions().attached() == 1);
      renew(before);
      awaitAcknowledged(before, 1);
      assertThat(dropped).containsExactly("default 1");
    }
    try (Gateway after = gateway(port);
        client) {
      awaitAcknowledged(after, 1);
      assertThat(dropped).as("not again").containsExactly("default 1");
      assertThat(after.counters().staleGroups()).isZero();
      renew(after);
      awaitAcknowledged(after, 2);
      assertThat(dropped).containsExactly("default 1", "default 2");
    }
  }
}
