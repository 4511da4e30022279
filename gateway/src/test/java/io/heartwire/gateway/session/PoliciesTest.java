package io.heartwire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.LivenessPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoliciesTest {
  private final RegistryFixture fixture = new RegistryFixture();
  private final FakeConnection connection = new FakeConnection();

  @Test
  void aShorterWishLeavesTheTimeoutAsItIs() {
    assertThat(wishing(Duration.ofSeconds(12)))
        .satisfies(
            policy -> {
              assertThat(policy.interval()).isEqualTo(Duration.ofSeconds(12));
              assertThat(policy.timeout()).isEqualTo(Duration.ofSeconds(150));
            });
  }

  @Test
  void aLongerWishLengthensTheTimeoutInProportion() {
    assertThat(wishing(Duration.ofSeconds(100)).timeout()).isEqualTo(Duration.ofSeconds(300));
  }

  @Test
  void aWishIsKeptWithinItsLimits() {
    assertThat(wishing(Duration.ofMillis(1)).interval()).isEqualTo(Duration.ofMillis(100));
    assertThat(wishing(Duration.ofDays(1)).interval()).isEqualTo(Duration.ofSeconds(500));
  }

  @Test
  void aTimeoutThatGrowsWithAWishStaysWithinTheDetectorsLimit() {
    LivenessPolicy patient = LivenessPolicy.server(Duration.ofMillis(100), Duration.ofDays(1));
    Policies policies =
        new Policies(
            new Policies.Settings(
                patient, Map.of(), LivenessPolicy.MIN_INTERVAL, Duration.ofDays(2)),
            new LivenessChecks(),
            fixture.time);
    Session session = fixture.attached("dev-1", connection);
    session.wishes(Duration.ofDays(2));

    assertThat(policies.of(session).timeout()).isEqualTo(LivenessPolicy.MAX_TIME);
  }

  @Test
  void wishesMakeFewDistinctPolicies() {
    Set<LivenessPolicy> distinct = new HashSet<>();
    for (int ms = 1; ms < 600_000; ms += 97) {
      distinct.add(wishing(Duration.ofMillis(ms)));
    }
    assertThat(distinct).hasSizeLessThan(500);
  }

  @Test
  void aClientThatComesAndGoesIsGivenMoreTimeUntilItStays() {
    Session session = fixture.attached("dev-1", connection);
    for (int i = 0; i < 4; i++) {
      fixture.registry.detach(session, RegistryFixture.fin());
      fixture.time.advance(Duration.ofSeconds(10));
      session = fixture.attached("dev-1", connection);
    }
    Policies policies = fixture.registry.policies();
    assertThat(session.isUnstable()).isTrue();
    assertThat(policies.of(session).timeout()).isEqualTo(Duration.ofSeconds(225));

    fixture.time.advance(Duration.ofMinutes(10));
    assertThat(policies.of(session).timeout()).isEqualTo(Duration.ofSeconds(150));
  }

  @Test
  void anOrdinaryClientIsNotUnstable() {
    Session session = fixture.attached("dev-1", connection);
    for (int i = 0; i < 20; i++) {
      fixture.registry.detach(session, RegistryFixture.fin());
      fixture.time.advance(Duration.ofMinutes(10));
      session = fixture.attached("dev-1", connection);
    }
    assertThat(session.isUnstable()).isFalse();
  }

  private LivenessPolicy wishing(Duration wish) {
    Login login = new Login(new ClientId("dev-1"), "", "", "", wish, "tcp", RegistryFixture.HERE);
    SessionRegistry.Attachment attachment =
        fixture.registry.attach(
            login, Identity.ANONYMOUS, new FakeConnection(), fixture.granted(1, 1));
    Session session = ((SessionRegistry.Attachment.Attached) attachment).session();
    assertThat(session.end()).isEqualTo(Optional.empty());
    return fixture.registry.policies().of(session);
  }
}
