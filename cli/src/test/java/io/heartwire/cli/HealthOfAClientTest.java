package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.client.HeartwireClient;
import io.heartwire.gateway.Administration;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.admin.AdminServer;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.wire.Status;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A client of our own that says how it is, up to what a person at the command line sees. */
class HealthOfAClientTest {
  private static final GatewayConfig CONFIG =
      GatewayConfig.of(
          "listeners.tcp.port",
          "0",
          "listeners.http.port",
          "0",
          "listeners.mqtt.port",
          "0",
          "admin.port",
          "0",
          "presence.file",
          ":memory:",
          "liveness.interval",
          "100ms",
          "liveness.timeout",
          "5s",
          "health.rules.hot.when",
          "status.temp > 80.0",
          "health.rules.hot.for",
          "3");

  private final AtomicReference<Status> status = new AtomicReference<>(temp("20"));

  private static Status temp(String temp) {
    return Status.NONE.withValues(Map.of("temp", temp));
  }

  private static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as("awaiting " + what).isLessThan(20_000_000_000L);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static List<String> told(Gateway gateway) {
    return gateway.engine().events(0, 100).stream()
        .filter(event -> event.type() == EventType.HEALTH)
        .map(Event::data)
        .toList();
  }

  @Test
  void isSeenByWhoeverAsks() {
    var services = RealServices.ofThisMachine();
    try (Gateway gateway = Gateway.start(CONFIG, services);
        AdminServer server = Administration.start(gateway, InstantSource.system());
        HeartwireClient client =
            HeartwireClient.builder("127.0.0.1:" + gateway.ports().get(Gateway.TCP).getPort())
                .clientId("van-1")
                .status(status::get)
                .connect()) {
      String admin = "--admin=" + server.uri().toString().replaceFirst("http://", "");
      client.reportStatus();
      await("well", () -> run("clients", "--health", "healthy", admin).contains("van-1"));
      status.set(temp("93.5"));
      await("ill", () -> run("clients", "--health", "unhealthy", admin).contains("van-1"));
      await("the event", () -> told(gateway).size() == 1);
      assertThat(told(gateway).get(0)).contains("\"rule\":\"hot\"", "\"temp\":\"93.5\"");
      assertThat(run("client", "van-1", admin))
          .contains("healthy -> unhealthy, rule hot, temp 93.5")
          .containsPattern("(?m)^health +unhealthy$");
      assertThat(run("status", admin)).containsPattern("unhealthy +1");

      status.set(temp("20"));
      await("well again", () -> told(gateway).size() == 2);
      assertThat(told(gateway).get(1)).contains("\"from\":\"unhealthy\",\"to\":\"healthy\"");
    }
  }

  private static String run(String... arguments) {
    var cli = new CliFixture();
    assertThat(cli.run(arguments)).as(cli.err()).isZero();
    return cli.out();
  }
}
