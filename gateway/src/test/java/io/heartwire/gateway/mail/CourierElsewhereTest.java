package io.heartwire.gateway.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.PeerAwayException;
import io.heartwire.gateway.session.Session;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Messages to clients that another gateway holds, and those that another one keeps for ours. */
class CourierElsewhereTest {
  private static final ClientId OTHER = new ClientId("dev-2");

  private final CourierRig rig = new CourierRig();

  @Test
  void theGatewayThatHoldsItIsToldAndTheAcknowledgementIsHeardFromWherever() {
    rig.inbox.elsewhere = "gw-b";
    CompletableFuture<Outcome> answer = rig.send("m1");
    assertThat(rig.peers.questions).hasSize(1);
    assertThat(rig.peers.questions.get(0).node()).isEqualTo("gw-b");
    assertThat(rig.peers.questions.get(0).words()).isEqualTo("[\"dev-1\"]");
    rig.peers.questions.get(0).answer().complete("[]");
    assertThat(answer).isNotDone();
    rig.inbox.others.delivered(CourierRig.DEV, "m1");
    assertThat(answer).isCompletedWithValue(new Outcome.Acked());
    assertThat(rig.courier.waitedFor()).isZero();
  }

  @Test
  void whoeverDoesNotAnswerIsNamedAtTheDeadlineOrWhenThatIsKnown() {
    rig.inbox.elsewhere = "gw-b";
    CompletableFuture<Outcome> waits = rig.send("m1");
    rig.time.advance(Duration.ofSeconds(10));
    assertThat(waits).isCompleted();
    assertThat(((Outcome.Queued) waits.join()).trouble())
        .hasValue("gateway gw-b, which holds the client, has not answered yet");
    CompletableFuture<Outcome> fails = rig.send("m2");
    rig.peers
        .questions
        .get(0)
        .answer()
        .completeExceptionally(new PeerAwayException("gateway gw-b did not answer"));
    assertThat(fails).isCompleted();
    assertThat(((Outcome.Queued) fails.join()).trouble()).hasValue("gateway gw-b did not answer");
    assertThat(rig.courier.waitedFor()).isZero();
  }

  @Test
  void oneQuestionIsUnderWayAndTheNextOneHasAllThatCameMeanwhile() {
    rig.inbox.elsewhere = "gw-b";
    rig.send("m1");
    rig.send("m2");
    rig.send(OTHER, "m3");
    assertThat(rig.peers.questions).hasSize(1);
    rig.peers.questions.get(0).answer().complete("[]");
    assertThat(rig.peers.questions).hasSize(2);
    assertThat(rig.peers.questions.get(1).words()).isEqualTo("[\"dev-1\",\"dev-2\"]");
  }

  @Test
  void aClientThatCanBeSentNothingNowIsNotWaitedFor() {
    rig.inbox.elsewhere = "gw-b";
    CompletableFuture<Outcome> answer = rig.send("m1");
    rig.peers.questions.get(0).answer().complete("[\"dev-1\"]");
    assertThat(answer).isCompletedWithValue(new Outcome.Queued());
  }

  @Test
  void whatAnotherGatewayHasKeptIsSentWhenItSaysSoAndWhenItIsFoundLater() {
    Session session = rig.logIn();
    rig.inbox.keepQuietly("m1");
    assertThat(rig.peers.asked(Wakeups.SUBJECT, "[\"dev-1\",\"dev-9\"]")).isEqualTo("[]");
    assertThat(rig.sent).containsExactly("m1");
    rig.inbox.keepQuietly("m2");
    rig.inbox.others.waits(CourierRig.DEV, 2);
    assertThat(rig.sent).as("nobody had told of the second one").containsExactly("m1", "m2");
    rig.inbox.others.waits(CourierRig.DEV, 2);
    assertThat(rig.sent).containsExactly("m1", "m2");
    rig.courier.acknowledged(session, "m1");
    rig.courier.acknowledged(session, "m2");
    assertThat(rig.inbox.rows).isEmpty();
    assertThat(rig.peers.questions.stream().map(it -> it.node() + it.words()))
        .as("it hears of it, without waiting for the log")
        .containsExactly("gw-b[\"dev-1\",\"m1\"]", "gw-b[\"dev-1\",\"m2\"]");
    rig.send("m3");
    rig.courier.acknowledged(session, "m3");
    assertThat(rig.peers.questions).as("nobody else waits for this one").hasSize(2);
  }

  @Test
  void whoTellsOfAnAcknowledgementDirectlyIsBelieved() {
    rig.inbox.elsewhere = "gw-b";
    CompletableFuture<Outcome> answer = rig.send("m1");
    rig.peers.asked(Wakeups.ACKNOWLEDGED, "[\"dev-1\",\"m2\"]");
    assertThat(answer).isNotDone();
    rig.peers.asked(Wakeups.ACKNOWLEDGED, "[\"dev-1\",\"m1\"]");
    assertThat(answer).isCompletedWithValue(new Outcome.Acked());
  }

  @Test
  void theMembersOfAGroupAreThoseOfAllGateways() {
    rig.logIn();
    assertThat(rig.peers.asked("members", "[\"default\",\"\"]")).isEqualTo("[\"dev-1\"]");
    assertThat(rig.peers.asked("members", "[\"default\",\"dev-1\"]")).isEqualTo("[]");
    assertThat(rig.peers.asked("members", "[\"meters\",\"\"]")).isEqualTo("[]");
  }
}
