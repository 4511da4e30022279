package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.MassBreaker;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.Reload;
import io.heartwire.gateway.config.Reloaded;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.Model;
import io.heartwire.gateway.drain.Drain;
import io.heartwire.gateway.health.HealthState;
import io.heartwire.gateway.session.Session;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Every key that takes effect without a restart has its effect here. */
class ReloadTest {
  private static final String TOKEN = "auth.tokens.factory.";

  private static Reloaded reload(TestGateway it, String... keysAndValues) {
    return it.gateway.reload(TestGateway.config(keysAndValues));
  }

  /** After these settings are read, a client that is attached comes to be held to a policy. */
  private static void holdsAttachedClientsTo(
      Predicate<LivenessPolicy> wanted, String... keysAndValues) throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.login("dev-1")) {
      Session session = it.gateway.sessions().sessions().get(0);
      assertThat(wanted.test(session.policy())).as("before").isFalse();
      Reloaded reloaded = reload(it, keysAndValues);
      assertThat(reloaded.changed()).isNotEmpty().allMatch(c -> c.takesEffect() == Reload.AT_ONCE);
      TestGateway.await(String.join(" ", keysAndValues), () -> wanted.test(session.policy()));
      assertThat(client.socket.isClosed()).isFalse();
    }
  }

  @Test
  void attachedClientsAreToldAndHeldToNewTimes() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.login("dev-1")) {
      reload(it, "liveness.interval", "200ms", "liveness.timeout", "600ms");

      Frame.Ping told = client.receive(Frame.Ping.class);
      assertThat(told.directives().intervalMs()).isEqualTo(200);
      assertThat(told.directives().timeoutMs()).isEqualTo(600);
      assertThat(it.departure(DisconnectReason.CLIENT_FROZEN).disconnect().silenceMs())
          .isLessThan(5_000);
    }
  }

  @Test
  void everyKeyOfAPolicyHoldsAttachedClients() throws IOException {
    holdsAttachedClientsTo(
        p -> p.idleTimeout().equals(Duration.ofSeconds(9)), "liveness.idle-timeout", "9s");
    holdsAttachedClientsTo(
        p -> p.frameDeadline().equals(Duration.ofSeconds(9)), "liveness.frame-deadline", "9s");
    holdsAttachedClientsTo(p -> !p.check(), "liveness.check", "false");
    holdsAttachedClientsTo(p -> !p.check(), "listeners.tcp.check", "false");
    holdsAttachedClientsTo(p -> !p.trustAcks(), "listeners.tcp.trust-acks", "false");
    holdsAttachedClientsTo(
        p -> p.interval().equals(Duration.ofSeconds(9)), "groups.default.interval", "9s");
    holdsAttachedClientsTo(
        p -> p.timeout().equals(Duration.ofMinutes(9)), "groups.default.timeout", "9m");
    holdsAttachedClientsTo(
        p -> p.idleTimeout().equals(Duration.ofSeconds(9)), "groups.default.idle-timeout", "9s");
    holdsAttachedClientsTo(p -> !p.check(), "groups.default.check", "false");
    holdsAttachedClientsTo(
        p -> p.staleAfter().equals(Duration.ofSeconds(70)), "liveness.stale-after", "70s");
    holdsAttachedClientsTo(
        p -> p.staleAfter().equals(Duration.ofSeconds(100)),
        "groups.default.stale-after",
        "2 * interval");
    holdsAttachedClientsTo(
        p -> p.timeout().equals(Duration.ofSeconds(600)),
        "liveness.recheck",
        "50s",
        "liveness.timeout",
        "2 * recheck + 10 * interval");
  }

  @Test
  void newRulesJudgeWhatPresentClientsSaidLast() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.login("dev-1")) {
      client.send(new Frame.Ping(1, Status.NONE.withBattery(0.05), 0, Directives.NONE));
      client.receive(Frame.Pong.class);
      Session session = it.gateway.sessions().sessions().get(0);
      String low = "health.rules.low.";
      Reloaded reloaded =
          reload(it, low + "when", "status.battery < 0.1", low + "state", "degraded");
      assertThat(reloaded.changed()).allMatch(c -> c.takesEffect() == Reload.AT_ONCE);
      TestGateway.await("degraded", () -> session.health().state() == HealthState.DEGRADED);
      reload(it, low + "when", "status.battery < 0.01", low + "clear-for", "1");
      TestGateway.await("healthy", () -> session.health().state() == HealthState.HEALTHY);
      reload(it, low + "when", "status.battery < 0.1", low + "groups", "vans, buses");
      TestGateway.await("unknown", () -> session.health().state() == HealthState.UNKNOWN);
      reload(it, low + "when", "status.battery < 0.1", low + "groups", "default,vans");
      TestGateway.await("unhealthy", () -> session.health().state() == HealthState.UNHEALTHY);
    }
  }

  @Test
  void targetsComeAndGoAndAreLookedAtElsewhere() {
    try (TestGateway it = TestGateway.with()) {
      assertThat(it.gateway.targets().views()).isEmpty();
      String self = "127.0.0.1:" + it.address().getPort();
      Reloaded reloaded =
          reload(
              it,
              "targets.me.probe",
              "tcp",
              "targets.me.address",
              self,
              "targets.me.interval",
              "1s");
      assertThat(reloaded.changed()).allMatch(c -> c.takesEffect() == Reload.AT_ONCE);
      TestGateway.await(
          "it is seen",
          () -> it.gateway.targets().find("me").filter(view -> view.answers()).isPresent());
      reload(
          it,
          "targets.me.probe",
          "tcp",
          "targets.me.address",
          "127.0.0.1:1",
          "targets.me.interval",
          "1s");
      TestGateway.await(
          "it is refused",
          () -> it.gateway.targets().find("me").filter(view -> !view.answers()).isPresent());
      reload(it);
      TestGateway.await("it is gone", () -> it.gateway.targets().views().isEmpty());
    }
  }

  @Test
  void wishesAreKeptWithinNewLimits() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.login("dev-1")) {
      reload(it, "liveness.wished-interval-min", "7s", "liveness.wished-interval-max", "70s");
      client.send(new Frame.Ping(1, Status.NONE, 1_000, Directives.NONE));
      Session session = it.gateway.sessions().sessions().get(0);
      TestGateway.await("7 s", () -> session.policy().interval().equals(Duration.ofSeconds(7)));
      client.send(new Frame.Ping(2, Status.NONE, 500_000, Directives.NONE));
      TestGateway.await("70 s", () -> session.policy().interval().equals(Duration.ofSeconds(70)));
    }
  }

  @Test
  void theBreakerBehavesAsRead() {
    try (TestGateway it = TestGateway.with()) {
      reload(it, "breaker.mode", "shadow", "breaker.hold", "5s");
      assertThat(it.gateway.heartbeats().breaker().settings())
          .isEqualTo(new MassBreaker.Settings(MassBreaker.Mode.SHADOW, Duration.ofSeconds(5)));
    }
  }

  @Test
  void whoMayLogInIsWhatWasRead() throws IOException {
    try (TestGateway it = TestGateway.with(TOKEN + "secret", "old-secret")) {
      Reloaded reloaded =
          reload(
              it,
              TOKEN + "secret",
              "new-secret",
              TOKEN + "user",
              "ann",
              TOKEN + "group",
              "vip",
              TOKEN + "clients",
              "van-*",
              TOKEN + "tags",
              "acme");
      assertThat(reloaded.changed().toString()).contains("***").doesNotContain("-secret");
      assertThat(codeFor(it, "van-1", "old-secret")).isEqualTo(CloseCode.AUTHENTICATION_FAILED);
      assertThat(codeFor(it, "bus-1", "new-secret")).isEqualTo(CloseCode.AUTHENTICATION_FAILED);
      try (RawClient van = it.connect()) {
        van.send(Frame.Hello.of("van-1", "new-secret"));
        van.receive(Frame.Welcome.class);
        Session session = it.gateway.sessions().sessions().get(0);
        assertThat(session.user()).contains("ann");
        assertThat(session.group()).isEqualTo("vip");
        assertThat(session.tags().names()).containsExactly("acme");
      }
      reload(it, "auth.mode", "open", TOKEN + "secret", "new-secret");
      it.login("anybody").close();
    }
  }

  private static CloseCode codeFor(TestGateway it, String clientId, String secret)
      throws IOException {
    try (RawClient client = it.connect()) {
      client.send(Frame.Hello.of(clientId, secret));
      return client.receive(Frame.Goodbye.class).code();
    }
  }

  @Test
  void aSecondLoginEndsAsRead() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient first = it.login("dev-1")) {
      reload(it, "login.existing", "reject");
      assertThat(codeFor(it, "dev-1", "")).isEqualTo(CloseCode.ALREADY_ONLINE);
      assertThat(first.socket.isClosed()).isFalse();
    }
  }

  @Test
  void newConnectionsAreHeldToNewLimits() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient old = it.login("old")) {
      Reloaded reloaded = reload(it, "login.deadline", "200ms", "listeners.tcp.max-frame", "1KiB");
      assertThat(reloaded.changed()).allMatch(c -> c.takesEffect() == Reload.NEW_CONNECTIONS);
      try (RawClient mute = it.connect()) {
        assertThat(mute.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.LOGIN_TIMEOUT);
      }
      Frame large = new Frame.Message("x", "1", Bytes.copyOf(new byte[2_000]), true);
      try (RawClient talker = it.login("talker")) {
        talker.send(large);
        assertThat(talker.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.FRAME_TOO_LARGE);
      }
      old.send(large);
      old.receive(Frame.Ack.class);
    }
  }

  @Test
  void newConnectionsMayHaveLessWaitingForThem() throws IOException {
    try (TestGateway it = TestGateway.with()) {
      reload(it, "listeners.tcp.outbound-max", "16KiB");
      try (RawClient deaf = it.login("deaf")) {
        Session session = it.gateway.sessions().sessions().get(0);
        TestGateway.await(
            "a full queue",
            () -> {
              session.send(new Message("x", "", ByteBuffer.wrap(new byte[60_000]), false));
              return session.end().isPresent();
            });
        assertThat(it.departure(DisconnectReason.SLOW_CONSUMER).disconnect().detail())
            .contains("16384");
      }
    }
  }

  @Test
  void aGroupsMessagesAreHandledWhereIsRead() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.login("dev-1")) {
      reload(it, "groups.default.dispatch", "inline");
      client.send(new Frame.Message("x", "1", Bytes.EMPTY, true));
      client.receive(Frame.Ack.class);
      assertThat(it.gateway.dispatcher().handlers())
          .anyMatch(type -> type.handled().get(Model.INLINE) == 1);
    }
  }

  @Test
  void theNextDrainIsAsRead() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.login("dev-1")) {
      it.gateway.drain().readinessAsked();
      reload(
          it,
          "drain.time",
          "200ms",
          "drain.readiness-delay",
          "100ms",
          "drain.return-rate",
          "1",
          "drain.endpoints",
          "b:1");
      assertThat(it.gateway.drain().begin(Drain.Pace.USUAL).left())
          .isLessThan(Duration.ofMillis(1_301));
      Frame.Goodbye goodbye = client.receive(Frame.Goodbye.class);
      assertThat(goodbye.code()).isEqualTo(CloseCode.DRAINED);
      assertThat(goodbye.endpoints()).containsExactly("b:1");
    }
  }

  @Test
  void namesWhatNeedsARestartAndLeavesItAlone() {
    try (TestGateway it = TestGateway.with()) {
      for (int time = 0; time < 2; time++) {
        Reloaded reloaded = reload(it, "node", "other", "liveness.timeout", "5m");
        assertThat(reloaded.needsRestart())
            .extracting(Reloaded.Change::key)
            .contains("node", "listeners.tcp.tcp.user-timeout");
        assertThat(reloaded.changed()).hasSize(time == 0 ? 1 : 0);
      }
      assertThat(it.gateway.config().node()).isEqualTo("local");
      assertThat(it.gateway.config().policy("").timeout()).isEqualTo(Duration.ofMinutes(5));
      assertThat(reload(it).needsRestart()).isEmpty();
    }
  }

  @Test
  void whatWouldContradictItselfChangesNothing() {
    try (TestGateway it =
        TestGateway.with("listeners.tcp.host", "0.0.0.0", TOKEN + "secret", "old-secret")) {
      GatewayConfig before = it.gateway.config();
      // Good by itself, but the listener cannot be bound elsewhere without a restart.
      assertThatThrownBy(() -> reload(it, "liveness.timeout", "5m"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("listeners.tcp.host (0.0.0.0)");
      assertThat(it.gateway.config()).isEqualTo(before);
      assertThat(it.gateway.sessions().policies()).isNotNull();
    }
  }
}
