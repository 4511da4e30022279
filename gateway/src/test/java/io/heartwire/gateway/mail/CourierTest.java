package io.heartwire.gateway.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CourierTest {
  private final CourierRig rig = new CourierRig();

  @Test
  void whatIsNotAcknowledgedForLongIsSentAgainAndThenNotAnyMore() {
    Session session = rig.logIn();
    CompletableFuture<Outcome> answer = rig.send("m1");
    rig.time.advance(Duration.ofSeconds(9));
    assertThat(answer).isNotDone();
    rig.time.advance(Duration.ofSeconds(1));
    assertThat(answer).isCompletedWithValue(new Outcome.Queued());
    rig.time.advance(Duration.ofSeconds(25));
    assertThat(rig.sent).containsExactly("m1", "m1");
    rig.courier.acknowledged(session, "m1");
    rig.time.advance(Duration.ofMinutes(5));
    assertThat(rig.sent).hasSize(2);
    assertThat(rig.time.pendingTasks()).isZero();
    assertThat(rig.courier.waitedFor()).isZero();
  }

  @Test
  void whatThereIsNoRoomForIsSentInItsTurnOnceThereIs() {
    rig.logIn();
    rig.room = false;
    rig.send("m1");
    rig.send("m2");
    rig.time.advance(Duration.ofSeconds(1));
    rig.room = true;
    rig.send("m3");
    rig.time.advance(Duration.ofSeconds(1));
    assertThat(rig.sent).containsExactly("m1", "m2", "m3");
  }

  @Test
  void manyThatWaitAreSentInOrder() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ids.add("m" + i);
      rig.send("m" + i);
    }
    assertThat(rig.sent).isEmpty();
    rig.inbox.stuck = true;
    rig.logIn();
    rig.send("last");
    ids.add("last");
    rig.inbox.stuck = false;
    rig.inbox.settle();
    assertThat(rig.sent).isEqualTo(ids);
  }

  @Test
  void onlyTheAcknowledgementOfThePresentConnectionCounts() {
    Session first = rig.logIn();
    CompletableFuture<Outcome> answer = rig.send("m1");
    Session second = rig.logIn();
    rig.courier.acknowledged(first, "m1");
    assertThat(answer).isNotDone();
    rig.courier.acknowledged(second, "m1");
    assertThat(answer).isCompletedWithValue(new Outcome.Acked());
    assertThat(rig.sent).containsExactly("m1", "m1");
  }

  @Test
  void severalWhoWaitForTheSameAreAllAnswered() {
    Session session = rig.logIn();
    CompletableFuture<Outcome> one = rig.send("m1");
    CompletableFuture<Outcome> other = rig.send("m1");
    rig.courier.acknowledged(session, "m1");
    assertThat(one).isCompletedWithValue(new Outcome.Acked());
    assertThat(other).isCompletedWithValue(new Outcome.Acked());
    assertThat(rig.courier.waitedFor()).isZero();
  }

  @Test
  void whatDoesNotBecomeDurableIsNotSentAndItsSenderHearsSo() {
    rig.logIn();
    rig.inbox.stuck = true;
    CompletableFuture<Outcome> answer = rig.send("m1");
    rig.time.advance(Duration.ofSeconds(27));
    assertThat(answer).isNotDone();
    rig.time.advance(Duration.ofSeconds(1));
    assertThat(answer).isCompletedExceptionally();
    assertThat(rig.sent).isEmpty();
  }

  @Test
  void nothingIsKeptOfClientsThatHaveLeft() {
    Session older = rig.logIn();
    rig.send("m1");
    Session newer = rig.logIn();
    assertThat(rig.courier.routes()).isEqualTo(1);
    rig.courier.left(older.clientId());
    assertThat(rig.courier.routes()).as("the newer one is there").isEqualTo(1);
    rig.sessions.detach(newer, Disconnect.of(DisconnectReason.FIN, ""));
    rig.courier.left(newer.clientId());
    assertThat(rig.courier.routes()).isZero();
    rig.time.advance(Duration.ofMinutes(5));
    assertThat(rig.time.pendingTasks()).isZero();
  }
}
