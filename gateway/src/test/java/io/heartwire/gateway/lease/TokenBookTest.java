package io.heartwire.gateway.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.HeartbeatToken;
import io.heartwire.gateway.lease.Reply.Why;
import io.heartwire.gateway.session.Authenticator.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenBookTest {
  private final LeaseRig it = new LeaseRig();

  private TokenBook.Made made(String clientId, Optional<Duration> lasts) {
    return (TokenBook.Made) make(clientId, lasts);
  }

  private TokenBook.Answer make(String clientId, Optional<Duration> lasts) {
    var owner = new TokenBook.Owner(new ClientId(clientId), Optional.of("ops"), "jobs");
    return it.tokens.make("of-" + clientId, owner, lasts).toCompletableFuture().join();
  }

  @Test
  void anIdNamesOneTokenUntilThatIsRevoked() {
    TokenBook.Made first = made("backup", Optional.empty());

    assertThat(make("backup", Optional.empty())).isInstanceOf(TokenBook.Taken.class);
    it.tokens.revoke(first.token().id()).toCompletableFuture().join();
    assertThat(make("backup", Optional.empty())).isInstanceOf(TokenBook.Made.class);
  }

  @Test
  void aTokenReportsForItsClientWithItsUserAndGroupWithoutTheAuthenticator() {
    TokenBook.Made token = made("backup", Optional.empty());

    Reply.Alive answer = it.alive(LeaseRig.byToken("backup", token.secret()));

    assertThat(answer.session().user()).contains("ops");
    assertThat(answer.session().group()).isEqualTo("jobs");
    assertThat(it.asked).isZero();
    assertThat(token.secret()).startsWith("hwt_").hasSize(36);
  }

  @Test
  void aTokenOfAnotherClientIsForbidden() {
    TokenBook.Made token = made("backup", Optional.empty());

    Reply.Refused answer = it.refused(LeaseRig.byToken("restore", token.secret()));

    assertThat(answer.why()).isEqualTo(Why.FORBIDDEN);
    assertThat(it.isAttached("restore")).isFalse();
  }

  @Test
  void aRevokedTokenIsRefusedAtOnceAlsoForALeaseThatIsHeld() {
    TokenBook.Made token = made("backup", Optional.empty());
    it.says(LeaseRig.byToken("backup", token.secret()));

    assertThat(it.tokens.revoke(token.token().id()).toCompletableFuture().join()).isTrue();

    assertThat(it.refused(LeaseRig.byToken("backup", token.secret())).why())
        .isEqualTo(Why.CREDENTIAL);
    assertThat(it.tokens.revoke(token.token().id()).toCompletableFuture().join()).isFalse();
  }

  @Test
  void anExpiredTokenIsRefused() {
    TokenBook.Made token = made("backup", Optional.of(Duration.ofDays(30)));
    it.wallClock = it.wallClock.plus(Duration.ofDays(30)).minusMillis(1);
    assertThat(it.says(LeaseRig.byToken("backup", token.secret()))).isInstanceOf(Reply.Alive.class);

    it.wallClock = it.wallClock.plusMillis(1);

    assertThat(it.refused(LeaseRig.byToken("backup", token.secret())).why())
        .isEqualTo(Why.CREDENTIAL);
  }

  @Test
  void nothingThatIsKeptOrPrintedTellsTheSecret() {
    TokenBook.Made made = made("backup", Optional.empty());
    HeartbeatToken kept = it.all().get(0);

    assertThat(kept.hash()).hasSize(64).doesNotContain(made.secret());
    assertThat(made.toString() + kept).doesNotContain(made.secret()).doesNotContain(kept.hash());
    it.refused(LeaseRig.byToken("restore", made.secret()));
    assertThat(it.departures.toString()).doesNotContain(made.secret());
  }

  @Test
  void whatIsDurableIsKnownAfterARestart() {
    TokenBook.Made made = made("backup", Optional.empty());

    var again = new TokenBook(it, () -> it.wallClock, new Random(1));

    assertThat(again.all()).containsExactly(made.token());
    assertThat(again.judge(LeaseRig.login("backup", made.secret())))
        .isInstanceOf(Outcome.Accepted.class);
  }
}
