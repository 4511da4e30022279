package io.heartwire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.SessionRegistry.Attachment;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionRegistryTest {
  private final RegistryFixture fixture = new RegistryFixture();
  private final SessionRegistry registry = fixture.registry;
  private final FakeConnection first = new FakeConnection();
  private final FakeConnection second = new FakeConnection();

  @Test
  void countsWhoIsAttachedAndWhoHasLeft() {
    Session session = fixture.attached("dev-1", first);
    fixture.attached("dev-2", second);

    registry.detach(session, RegistryFixture.fin());

    assertThat(registry.attached()).isEqualTo(1);
    assertThat(registry.leavers()).isEqualTo(1);
    assertThat(registry.session(new ClientId("dev-1"))).isEmpty();
  }

  @Test
  void aSecondLoginTakesOverAndTheOlderConnectionIsClosedForIt() {
    Session older = fixture.attached("dev-1", first);
    Session newer = fixture.attached("dev-1", second);

    assertThat(first.closes)
        .extracting(Disconnect::reason)
        .containsExactly(DisconnectReason.TAKEN_OVER);
    assertThat(second.closes).isEmpty();
    assertThat(older.end()).map(Disconnect::reason).contains(DisconnectReason.TAKEN_OVER);
    assertThat(registry.session(new ClientId("dev-1"))).contains(newer);
    assertThat(registry.attached()).isEqualTo(1);
    assertThat(fixture.departures).hasSize(1);
  }

  // trap 37
  @Test
  void theLateCloseOfTheOldConnectionLeavesTheNewSessionAlone() {
    Session older = fixture.attached("dev-1", first);
    Session newer = fixture.attached("dev-1", second);

    boolean ended = registry.detach(older, RegistryFixture.fin());

    assertThat(ended).isFalse();
    assertThat(registry.session(new ClientId("dev-1"))).contains(newer);
    assertThat(newer.end()).isEmpty();
    assertThat(registry.attached()).isEqualTo(1);
    assertThat(registry.leavers()).isZero();
  }

  // trap 36
  @Test
  void aSessionThatIsClosedTwiceLeavesOnce() {
    Session session = fixture.attached("dev-1", first);

    boolean one = registry.detach(session, RegistryFixture.fin());
    boolean two = registry.detach(session, Disconnect.of(DisconnectReason.RESET, ""));

    assertThat(one).isTrue();
    assertThat(two).isFalse();
    assertThat(fixture.departures).hasSize(1);
    assertThat(session.end()).map(Disconnect::reason).contains(DisconnectReason.FIN);
    assertThat(fixture.disconnects.count(DisconnectReason.FIN)).isEqualTo(1);
    assertThat(fixture.disconnects.count(DisconnectReason.RESET)).isZero();
    assertThat(registry.attached()).isZero();
    assertThat(registry.leavers()).isEqualTo(1);
  }

  @Test
  void aLoginThatANewerOneHasOvertakenIsNotAttached() {
    Session newer =
        ((Attachment.Attached) fixture.attach("dev-1", first, fixture.granted(8, 1))).session();

    Attachment answer = fixture.attach("dev-1", second, fixture.granted(7, 3));

    assertThat(answer).isEqualTo(new Attachment.Superseded(newer));
    assertThat(first.closes).isEmpty();
    assertThat(registry.attached()).isEqualTo(1);
  }

  @Test
  void aResumedSessionTakesThePlaceOfItsOlderConnection() {
    fixture.attach("dev-1", first, fixture.granted(7, 1));
    Session resumed =
        ((Attachment.Attached) fixture.attach("dev-1", second, fixture.granted(7, 2))).session();

    assertThat(first.closes)
        .extracting(Disconnect::reason)
        .containsExactly(DisconnectReason.TAKEN_OVER);
    assertThat(registry.session(new ClientId("dev-1"))).contains(resumed);
    assertThat(resumed.epoch()).isEqualTo(7);
    assertThat(fixture.attach("dev-1", first, fixture.granted(7, 1)))
        .isEqualTo(new Attachment.Superseded(resumed));
  }

  @Test
  void tellsOnceOfASessionThatEndsAndNotOfOneThatWasTakenOver() {
    Session older = fixture.attached("dev-1", first);
    Session newer = fixture.attached("dev-1", second);

    registry.detach(older, RegistryFixture.fin());
    registry.detach(newer, RegistryFixture.fin());
    registry.detach(newer, RegistryFixture.fin());

    assertThat(fixture.released).containsExactly(newer);
  }

  @Test
  void forgetsWhoLeftFirstWhenTooManyHaveLeft() {
    RegistryFixture small = new RegistryFixture(256);

    for (int i = 0; i < 1_000; i++) {
      Session session = small.attached("dev-" + i, first);
      small.registry.detach(session, RegistryFixture.fin());
    }

    assertThat(small.registry.leavers()).isBetween(200, 256);
    assertThat(small.registry.leavers() + small.registry.forgotten()).isEqualTo(1_000);
  }

  @Test
  void forgetsWhoLeftSoLongAgoThatItMattersNoMore() {
    int clients = 2_000;
    for (int i = 0; i < clients; i++) {
      registry.detach(fixture.attached("dev-" + i, first), RegistryFixture.fin());
    }
    int remembered = registry.leavers();
    fixture.time.advance(Duration.ofMinutes(3));
    for (int i = 0; i < clients; i++) {
      registry.detach(fixture.attached("later-" + i, first), RegistryFixture.fin());
    }

    assertThat(remembered).isGreaterThan(1_900);
    assertThat(registry.forgotten()).as("that still mattered").isLessThan(100);
    assertThat(registry.leavers()).isLessThanOrEqualTo(clients);
  }

  @Test
  void remembersTheVerdictByWhichAClientLeft() {
    Disconnect silent = Disconnect.of(DisconnectReason.SILENT, "");
    registry.detach(fixture.attached("judged", first), silent);
    registry.detach(fixture.attached("left", first), RegistryFixture.fin());

    assertThat(verdict("judged")).map(Departure::disconnect).contains(silent);
    assertThat(verdict("left")).isEmpty();
  }

  private Optional<Departure> verdict(String clientId) {
    return ((Attachment.Attached) fixture.attach(clientId, second)).verdict();
  }

  @Test
  void tellsOnceThatAClientHasBegunToFlapAndAgainOnlyAfterItWasCalm() {
    for (int i = 0; i < 6; i++) {
      comeAndGo();
    }
    assertThat(fixture.flapping).hasSize(1);
    Session session = fixture.flapping.get(0);
    assertThat(session.flaps().returns()).isEqualTo((short) 3);
    assertThat(session.flaps().points()).isEqualTo(3);
    assertThat(session.isUnstable()).isTrue();

    Session stays = fixture.attached("dev-1", first);
    fixture.time.advance(Duration.ofHours(1));
    registry.detach(stays, RegistryFixture.fin());
    for (int i = 0; i < 3; i++) {
      comeAndGo();
    }
    assertThat(fixture.flapping).hasSize(2);
  }

  private void comeAndGo() {
    registry.detach(fixture.attached("dev-1", first), RegistryFixture.fin());
  }

  @Test
  void anOperatorEndsASessionAtOnceAndOnlyThatOne() {
    Session session = fixture.attached("dev-1", first);
    fixture.attached("dev-2", second);

    Optional<Session> kicked =
        registry.dismiss(
            new ClientId("dev-1"), Disconnect.of(DisconnectReason.KICKED, ""), Farewell.NONE);
    Optional<Session> again =
        registry.dismiss(
            new ClientId("dev-1"), Disconnect.of(DisconnectReason.KICKED, ""), Farewell.NONE);

    assertThat(kicked).contains(session);
    assertThat(again).isEmpty();
    assertThat(first.closes).hasSize(1);
    assertThat(second.closes).isEmpty();
  }

  @Test
  void theMostParticularSettingOfTheCheckCounts() {
    Session session = fixture.attached("dev-1", first);
    set(LivenessChecks.Scope.LISTENER, "tcp", Optional.of(false));
    assertThat(registry.policies().of(session).check()).isFalse();
    set(LivenessChecks.Scope.GROUP, "default", Optional.of(true));
    assertThat(registry.policies().of(session).check()).isTrue();
    set(LivenessChecks.Scope.CLIENT, "dev-1", Optional.of(false));
    assertThat(registry.policies().of(session).check()).isFalse();
    set(LivenessChecks.Scope.CLIENT, "dev-1", Optional.empty());
    assertThat(registry.policies().of(session).check()).isTrue();
    assertThat(first.reviews).hasValue(4);
  }

  @Test
  void aSettingOfTheCheckTouchesOnlyWhomItConcerns() {
    fixture.attached("dev-1", first);
    fixture.attached("dev-2", second);

    set(LivenessChecks.Scope.CLIENT, "dev-2", Optional.of(false));

    assertThat(first.reviews).hasValue(0);
    assertThat(second.reviews).hasValue(1);
  }

  @Test
  void settingsOfTheCheckAreBounded() {
    for (int i = 0; i < LivenessChecks.MAX_SETTINGS; i++) {
      set(LivenessChecks.Scope.CLIENT, "dev-" + i, Optional.of(false));
    }

    assertThatThrownBy(() -> set(LivenessChecks.Scope.CLIENT, "one-more", Optional.of(false)))
        .hasMessageContaining("10000 of 10000");
    set(LivenessChecks.Scope.CLIENT, "dev-7", Optional.of(true));
  }

  @Test
  void aFloodOfStrangersHidesNoClient() {
    Session session = fixture.attached("dev-1", first);
    registry.detach(session, RegistryFixture.fin());
    for (int i = 0; i < 1_000; i++) {
      fixture.disconnects.turnedAway(
          Optional.empty(),
          "tcp",
          RegistryFixture.HERE,
          Disconnect.of(DisconnectReason.LOGIN_TIMEOUT, ""));
    }

    assertThat(fixture.disconnects.recent())
        .hasSize(101)
        .last()
        .satisfies(it -> assertThat(it.clientId()).contains(new ClientId("dev-1")));
    assertThat(fixture.disconnects.strangersEnded(DisconnectReason.LOGIN_TIMEOUT)).isEqualTo(1_000);
    assertThat(fixture.disconnects.sessionsEnded(DisconnectReason.LOGIN_TIMEOUT)).isZero();
  }

  private void set(LivenessChecks.Scope scope, String name, Optional<Boolean> enabled) {
    registry.check(new LivenessChecks.Target(scope, name), enabled);
  }
}
