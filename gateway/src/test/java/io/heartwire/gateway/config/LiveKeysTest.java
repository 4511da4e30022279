package io.heartwire.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which keys take effect without a restart: one that is added here is shown to in ReloadTest. */
class LiveKeysTest {
  private static final List<String> KEYS =
      List.of(
          "liveness.interval",
          "liveness.timeout",
          "liveness.stale-after",
          "liveness.recheck",
          "liveness.idle-timeout",
          "liveness.frame-deadline",
          "liveness.wished-interval-min",
          "liveness.wished-interval-max",
          "liveness.check",
          "breaker.mode",
          "breaker.hold",
          "login.deadline",
          "login.existing",
          "auth.mode",
          "auth.tokens-file",
          "auth.tokens.*.secret",
          "auth.tokens.*.user",
          "auth.tokens.*.group",
          "auth.tokens.*.clients",
          "auth.tokens.*.tags",
          "auth.jwt.secret",
          "auth.jwt.jwks",
          "auth.jwt.jwks-max-age",
          "auth.jwt.jwks-timeout",
          "auth.jwt.issuer",
          "auth.jwt.audience",
          "auth.jwt.leeway",
          "auth.jwt.client-claim",
          "auth.jwt.user-claim",
          "auth.jwt.group-claim",
          "auth.jwt.tags-claim",
          "auth.webhook.url",
          "auth.webhook.timeout",
          "auth.webhook.cache",
          "auth.webhook.token",
          "auth.webhook.secret",
          "tls.certificate",
          "tls.key",
          "tls.key-password",
          "tls.client-auth",
          "tls.client-ca",
          "tls.client-id",
          "tls.protocols",
          "tls.ciphers",
          "tls.provider",
          "listeners.mqtt.check",
          "listeners.mqtt.idle-timeout",
          "listeners.mqtt.max-packet",
          "listeners.mqtt.outbound-max",
          "listeners.mqtt.proxies",
          "listeners.mqtt.strict",
          "listeners.mqtt.trust-acks",
          "listeners.tcp.check",
          "listeners.tcp.max-frame",
          "listeners.tcp.outbound-max",
          "listeners.tcp.trust-acks",
          "listeners.tcp.proxies",
          "listeners.http.check",
          "listeners.http.max-frame",
          "listeners.http.max-body",
          "listeners.http.outbound-max",
          "listeners.http.trust-acks",
          "listeners.http.proxies",
          "listeners.http.proxy-protocol",
          "listeners.http.origins",
          "leases.max",
          "leases.ttl-min",
          "leases.ttl-max",
          "groups.*.interval",
          "groups.*.timeout",
          "groups.*.stale-after",
          "groups.*.dispatch",
          "groups.*.idle-timeout",
          "groups.*.check",
          "groups.*.grace",
          "targets-default",
          "targets.*.probe",
          "targets.*.address",
          "targets.*.url",
          "targets.*.credential",
          "targets.*.topic",
          "targets.*.interval",
          "targets.*.timeout",
          "targets.*.retries",
          "targets.*.dead-after",
          "targets.*.group",
          "targets.*.quorum",
          "messages.waiting-max",
          "messages.waiting-bytes",
          "messages.deadline",
          "messages.expiry",
          "presence.grace",
          "health.rules.*.when",
          "health.rules.*.for",
          "health.rules.*.clear-for",
          "health.rules.*.state",
          "health.rules.*.groups",
          "drain.time",
          "drain.readiness-delay",
          "drain.return-rate",
          "drain.endpoints",
          "log.level");

  @Test
  void exactlyTheseKeysNeedNoRestart() {
    assertThat(
            Catalogue.of(GatewayConfig.class).stream()
                .filter(entry -> entry.key().reload() != Reload.RESTART)
                .map(Catalogue.Entry::path))
        .containsExactlyInAnyOrderElementsOf(KEYS);
  }

  @Test
  void aSecretThatChangedIsNamedAndNotShown() {
    GatewayConfig before = GatewayConfig.of("auth.tokens.a.secret", "one-secret");
    GatewayConfig after =
        GatewayConfig.of("auth.tokens.a.secret", "two-secret", "groups.vans.timeout", "5m");
    Reloaded reloaded = Reloaded.of(before, before, after);
    assertThat(reloaded.changed())
        .contains(
            new Reloaded.Change("auth.tokens.a.secret", "***", "***", Reload.NEW_CONNECTIONS),
            new Reloaded.Change("groups.vans.timeout", "none", "300s", Reload.AT_ONCE));
    assertThat(reloaded.config()).isEqualTo(after);
  }
}
