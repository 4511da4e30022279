package io.heartwire.gateway.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.lease.Reply.Why;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.FakeConnection;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry.Attachment;
import io.heartwire.wire.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LeaseDeskTest {
  private static final Duration TTL = Duration.ofSeconds(90);
  private final LeaseRig it = new LeaseRig();

  @Test
  void aFirstHeartbeatIsALoginAndTellsWhenTheNextOneIsDue() {
    Reply.Alive answer = it.alive(LeaseRig.beat("cron-1", TTL));

    assertThat(it.isAttached("cron-1")).isTrue();
    assertThat(answer.sighted()).isFalse();
    assertThat(answer.session().epoch()).isEqualTo(1);
    assertThat(answer.policy().interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(answer.policy().timeout()).isEqualTo(TTL);
    assertThat(it.placesTaken).as("places with the authenticator").isZero();
    assertThat(it.desk.counters().held()).isEqualTo(1);
  }

  @Test
  void withoutATtlItIsHeldToThePolicyOfItsGroup() {
    Reply.Alive answer = it.alive(LeaseRig.beat("cron-1"));

    assertThat(answer.policy().interval()).isEqualTo(LeaseRig.INTERVAL);
    assertThat(answer.policy().timeout()).isEqualTo(LeaseRig.TIMEOUT);
  }

  @Test
  void aKnownLeaseIsNeitherClaimedNorAuthenticatedAgain() {
    Reply.Alive first = it.alive(LeaseRig.beat("cron-1", TTL));
    it.pass(Duration.ofSeconds(30));

    Reply.Alive second = it.alive(LeaseRig.beat("cron-1", TTL));

    assertThat(second.session()).isSameAs(first.session());
    assertThat(it.claims).isEqualTo(1);
    assertThat(it.asked).isEqualTo(1);
    assertThat(it.desk.counters().heartbeats()).isEqualTo(2);
  }

  @Test
  void aMinuteLaterTheAuthenticatorIsAskedAgainAndItsNoLeavesTheLeaseToItsTime() {
    it.says(LeaseRig.beat("cron-1", TTL));
    it.authenticator =
        login -> CompletableFuture.completedFuture(new Outcome.Refused("revoked meanwhile"));
    it.pass(Duration.ofSeconds(59));
    assertThat(it.says(LeaseRig.beat("cron-1", TTL))).isInstanceOf(Reply.Alive.class);
    it.pass(Duration.ofSeconds(2));

    assertThat(it.refused(LeaseRig.beat("cron-1", TTL)).why()).isEqualTo(Why.CREDENTIAL);
    assertThat(it.claims).isEqualTo(1);
    assertThat(it.isAttached("cron-1")).isTrue();
    it.pass(TTL);
    assertThat(it.isAttached("cron-1")).as("what was refused kept nothing alive").isFalse();
  }

  @Test
  void expiresAfterItsTtlNoSoonerAndWithAReasonOfItsOwn() {
    it.says(LeaseRig.beat("cron-1", TTL));

    it.pass(TTL);
    assertThat(it.released).isEmpty();
    it.pass(Duration.ofMillis(300));

    assertThat(it.released)
        .singleElement()
        .satisfies(
            why -> {
              assertThat(why.reason()).isEqualTo(DisconnectReason.LEASE_EXPIRED);
              assertThat(why.decidedBy()).isEqualTo(DisconnectReason.Initiator.DETECTOR);
              assertThat(why.silenceMs()).isBetween(90_000L, 90_300L);
              assertThat(why.detail()).isEqualTo("it has not reported since, limit 90000ms");
            });
    assertThat(it.isAttached("cron-1")).isFalse();
    assertThat(it.desk.counters().held()).isZero();
  }

  @Test
  void aHeartbeatInTimeStartsTheTimeAnew() {
    it.says(LeaseRig.beat("cron-1", TTL));
    it.pass(Duration.ofSeconds(89));
    it.says(LeaseRig.beat("cron-1", TTL));
    it.pass(Duration.ofSeconds(89));

    assertThat(it.released).isEmpty();
    it.pass(Duration.ofSeconds(2));
    assertThat(it.released).hasSize(1);
  }

  @Test
  void anotherTtlHoldsFromItsHeartbeatOn() {
    it.says(LeaseRig.beat("cron-1", TTL));
    Reply.Alive answer = it.alive(LeaseRig.beat("cron-1", Duration.ofSeconds(30)));

    assertThat(answer.policy().timeout()).isEqualTo(Duration.ofSeconds(30));
    it.pass(Duration.ofSeconds(31));
    assertThat(it.released).hasSize(1);
  }

  @Test
  void afterItHasExpiredTheNextHeartbeatIsALoginAgain() {
    it.says(LeaseRig.beat("cron-1", TTL));
    it.pass(Duration.ofSeconds(91));

    Reply.Alive answer = it.alive(LeaseRig.beat("cron-1", TTL));

    assertThat(it.claims).isEqualTo(2);
    assertThat(answer.session().epoch()).isEqualTo(2);
  }

  @Test
  void saysGoodbyeOnce() {
    it.says(LeaseRig.beat("cron-1", TTL));

    assertThat(it.goodbye(LeaseRig.beat("cron-1"))).isInstanceOf(Reply.Ended.class);
    assertThat(it.released)
        .extracting(Disconnect::reason)
        .containsExactly(DisconnectReason.GOODBYE);
    assertThat(((Reply.Refused) it.goodbye(LeaseRig.beat("cron-1"))).why()).isEqualTo(Why.NOT_HELD);
  }

  @Test
  void aGoodbyeNeedsTheCredentialToo() {
    it.authenticator =
        login ->
            CompletableFuture.completedFuture(
                login.credential().equals("secret")
                    ? new Outcome.Accepted(Identity.ANONYMOUS)
                    : new Outcome.Refused("unknown"));
    it.says(LeaseRig.beat("cron-1", TTL));

    Reply answer =
        it.goodbye(
            new Beat(LeaseRig.login("cron-1", "guess"), false, Optional.empty(), Status.NONE, 0));

    assertThat(((Reply.Refused) answer).why()).isEqualTo(Why.CREDENTIAL);
    assertThat(it.isAttached("cron-1")).isTrue();
  }

  @Test
  void aTtlOutOfRangeIsRefusedWithItsValueAndTheBounds() {
    Reply.Refused answer = it.refused(LeaseRig.beat("cron-1", Duration.ofMillis(90)));

    assertThat(answer.why()).isEqualTo(Why.BAD_REQUEST);
    assertThat(answer.detail()).contains("90 ms", "1000 to 604800000 ms", "another unit");
    assertThat(it.claims).isZero();
    assertThat(it.refused(LeaseRig.beat("cron-1", Duration.ofDays(8))).why())
        .isEqualTo(Why.BAD_REQUEST);
  }

  @Test
  void moreLeasesThanAllowedAreRefusedAndThoseThereAreGoOn() {
    it.bounds =
        new LeaseDesk.Bounds(
            1, Duration.ofSeconds(1), Duration.ofDays(7), 100, Duration.ofSeconds(5));
    it.says(LeaseRig.beat("cron-1", TTL));

    Reply.Refused answer = it.refused(LeaseRig.beat("cron-2", TTL));

    assertThat(answer.why()).isEqualTo(Why.FULL);
    assertThat(answer.detail()).contains("leases 1 of 1 (leases.max)");
    assertThat(answer.retryAfter()).isPresent();
    assertThat(it.says(LeaseRig.beat("cron-1", TTL))).isInstanceOf(Reply.Alive.class);
  }

  @Test
  void whoIsToComeLaterIsToldWhenAndClaimsNothing() {
    it.later =
        Optional.of(
            new Entrance.Later(
                Disconnect.of(DisconnectReason.LATER, "its turn comes"), Duration.ofSeconds(7)));

    Reply.Refused answer = it.refused(LeaseRig.beat("cron-1", TTL));

    assertThat(answer.why()).isEqualTo(Why.LATER);
    assertThat(answer.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(it.claims).isZero();
    assertThat(it.departures)
        .extracting(each -> each.disconnect().reason())
        .containsExactly(DisconnectReason.LATER);
  }

  private static Entrance.Later guessed() {
    return new Entrance.Later(
        Disconnect.of(DisconnectReason.TOO_MANY_REFUSED, "too many"), Duration.ofSeconds(30));
  }

  @Test
  void afterTooManyGuessesNobodyIsJudgedButTokensWhichCannotBeGuessed() {
    it.penalty = Optional.of(guessed());

    Reply.Refused answer = it.refused(LeaseRig.beat("cron-1", TTL));

    assertThat(answer.why()).isEqualTo(Why.LATER);
    assertThat(answer.retryAfter()).contains(Duration.ofSeconds(30));
    assertThat(it.asked).isZero();
    assertThat(it.placesTaken).isZero();
    assertThat(it.departures)
        .extracting(each -> each.disconnect().reason())
        .containsExactly(DisconnectReason.TOO_MANY_REFUSED);
    assertThat(it.refused(LeaseRig.byToken("cron-1", "hwt_unknown")).why())
        .isEqualTo(Why.CREDENTIAL);
  }

  @Test
  void guessesOfOthersDoNotEndALeaseAndAreNotJudged() {
    it.alive(LeaseRig.beat("cron-1", TTL));
    it.penalty = Optional.of(guessed());
    it.pass(Duration.ofSeconds(70));

    it.alive(LeaseRig.beat("cron-1", TTL));

    assertThat(it.asked).as("once more, after a minute").isEqualTo(2);
    var guess =
        new Beat(LeaseRig.login("cron-1", "guess"), false, Optional.empty(), Status.NONE, 0);
    assertThat(it.refused(guess).why()).isEqualTo(Why.LATER);
    assertThat(((Reply.Refused) it.goodbye(guess)).why()).isEqualTo(Why.LATER);
    assertThat(it.asked).isEqualTo(2);
    assertThat(it.isAttached("cron-1")).isTrue();
  }

  @Test
  void anAuthenticatorThatFailsIsNotTheClientsFault() {
    it.authenticator = login -> CompletableFuture.failedFuture(new IllegalStateException("down"));

    Reply.Refused answer = it.refused(LeaseRig.beat("cron-1", TTL));

    assertThat(answer.why()).isEqualTo(Why.UNAVAILABLE);
    assertThat(answer.retryAfter()).isPresent();
    assertThat(it.placesTaken).isZero();
  }

  @Test
  void twoFirstHeartbeatsAtOnceAreOneLogin() {
    var slow = new CompletableFuture<Claimed>();
    it.claiming((login, identity, lasts) -> slow);
    List<CompletionStage<Reply>> answers =
        List.of(
            it.desk.heartbeat(LeaseRig.beat("cron-1", TTL)),
            it.desk.heartbeat(LeaseRig.beat("cron-1", TTL)));
    it.pass(Duration.ofMillis(10));

    it.granted().thenAccept(slow::complete);
    it.pass(Duration.ofMillis(10));

    assertThat(it.claims).isEqualTo(1);
    var replies = new ArrayList<Session>();
    answers.forEach(
        answer -> replies.add(((Reply.Alive) answer.toCompletableFuture().join()).session()));
    assertThat(replies.get(0)).isSameAs(replies.get(1));
  }

  @Test
  void aClientThatIsAttachedByAnotherDoorIsSightedAndKeepsItsSession() {
    Session byTcp = attachedByTcp("dev-1");

    Reply.Alive answer = it.alive(LeaseRig.beat("dev-1", TTL));

    assertThat(answer.sighted()).isTrue();
    assertThat(answer.session()).isSameAs(byTcp);
    assertThat(byTcp.end()).isEmpty();
    assertThat(it.claims).isZero();
    assertThat(it.asked).as("also a sighting is proved").isEqualTo(1);
    assertThat(it.desk.counters().sightings()).isEqualTo(1);
    assertThat(it.desk.sightings().find(new ClientId("dev-1")))
        .map(Sightings.Sighting::at)
        .contains(it.wallClock);
    it.pass(Duration.ofHours(1));
    assertThat(it.released).as("its own detector judges it").isEmpty();
  }

  @Test
  void theSessionOfAnotherUserIsNeitherSightedNorKept() {
    attachedByTcp("dev-1");
    it.says(LeaseRig.beat("dev-2", TTL));
    it.authenticator =
        login ->
            CompletableFuture.completedFuture(
                new Outcome.Accepted(new Identity(Optional.of("mallory"), "default")));
    it.pass(Duration.ofSeconds(61));

    assertThat(it.refused(LeaseRig.beat("dev-1", TTL)).why()).isEqualTo(Why.CONFLICT);
    assertThat(it.refused(LeaseRig.beat("dev-2", TTL)).why()).isEqualTo(Why.CONFLICT);
    it.pass(Duration.ofSeconds(30));
    assertThat(it.released)
        .extracting(Disconnect::reason)
        .containsExactly(DisconnectReason.LEASE_EXPIRED);
  }

  @Test
  void aLoginByAnotherDoorTakesTheLeaseOver() {
    it.says(LeaseRig.beat("dev-1", TTL));
    Session byTcp = attachedByTcp("dev-1");
    it.pass(Duration.ofMillis(1));

    assertThat(it.desk.counters().held()).isZero();
    assertThat(it.departures)
        .extracting(each -> each.disconnect().reason())
        .containsExactly(DisconnectReason.TAKEN_OVER);
    assertThat(it.alive(LeaseRig.beat("dev-1", TTL)).session()).isSameAs(byTcp);
    it.pass(TTL.multipliedBy(2));
    assertThat(it.released).isEmpty();
  }

  @Test
  void anOperatorsDismissalEndsTheLease() {
    it.says(LeaseRig.beat("dev-1", TTL));
    it.registry.dismiss(
        new ClientId("dev-1"), Disconnect.of(DisconnectReason.KICKED, "by hand"), Farewell.NONE);
    it.pass(TTL.multipliedBy(2));

    assertThat(it.released).extracting(Disconnect::reason).containsExactly(DisconnectReason.KICKED);
    assertThat(it.desk.counters().held()).isZero();
  }

  @Test
  void whatItSaysOfItselfIsJudgedAndWhatIsMissingIsTold() {
    it.registry.renewed("default", 7);
    var hot =
        new Beat(LeaseRig.login("dev-1", ""), false, Optional.of(TTL), Status.health("hot"), 6);

    assertThat(it.alive(hot).staleGroupVersion()).isEqualTo(7);
    assertThat(it.said).containsExactly(Status.health("hot"));
    var fresh = new Beat(LeaseRig.login("dev-1", ""), false, Optional.of(TTL), Status.NONE, 7);
    assertThat(it.alive(fresh).staleGroupVersion()).isZero();
  }

  private Session attachedByTcp(String clientId) {
    var granted = (Claimed.Granted) it.granted().toCompletableFuture().join();
    var attachment =
        it.registry.attach(
            LeaseRig.login(clientId, ""), Identity.ANONYMOUS, new FakeConnection(), granted);
    return ((Attachment.Attached) attachment).session();
  }
}
