package io.heartwire.gateway.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.lease.Reply.Why;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.Identity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Clients that log in by batches: 100 at a time, for 5 s. */
class BatchLoginsTest {
  private static final int AT_A_TIME = 100;

  private final LeaseRig it = new LeaseRig();
  private final Deque<CompletableFuture<Outcome>> asked = new ArrayDeque<>();

  private List<CompletableFuture<Reply>> batch(int count) {
    var answers = new ArrayList<CompletableFuture<Reply>>();
    for (int i = 0; i < count; i++) {
      Beat beat = LeaseRig.beat("dev-" + i).asOneOfMany();
      answers.add(it.desk.heartbeat(beat).toCompletableFuture());
    }
    it.pass(Duration.ZERO);
    return answers;
  }

  /** The authenticator answers when the test says so. */
  private void slowAuthenticator() {
    it.authenticator =
        login -> {
          var answer = new CompletableFuture<Outcome>();
          asked.add(answer);
          return answer;
        };
  }

  private void answerOne() {
    asked.remove().complete(new Outcome.Accepted(Identity.ANONYMOUS));
    it.pass(Duration.ZERO);
  }

  private static Entrance.Later later(DisconnectReason reason, Duration after) {
    return new Entrance.Later(Disconnect.of(reason, "not now"), after);
  }

  private static Reply.Refused refused(CompletableFuture<Reply> answer) {
    assertThat(answer).isDone();
    return (Reply.Refused) answer.join();
  }

  @Test
  void aBatchFillsItsShareOfTheGateAndGoesOnAsSoonAsThereIsRoom() {
    slowAuthenticator();
    List<CompletableFuture<Reply>> answers = batch(250);
    assertThat(it.placesTaken).isEqualTo(AT_A_TIME);

    for (int answered = 0; answered < 250; answered++) {
      assertThat(it.placesTaken).isEqualTo(Math.min(AT_A_TIME, 250 - answered));
      answerOne();
    }

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Reply.Alive.class));
    assertThat(it.desk.counters().held()).isEqualTo(250);
  }

  @Test
  void whoComesAloneDoesNotWaitBehindABatch() {
    slowAuthenticator();
    batch(250);

    it.desk.heartbeat(LeaseRig.beat("alone"));
    it.pass(Duration.ZERO);

    assertThat(it.placesTaken).isEqualTo(AT_A_TIME + 1);
  }

  @Test
  void whoseTurnIsSoonWaitsForIt() {
    it.later = Optional.of(later(DisconnectReason.LATER, Duration.ofSeconds(2)));
    List<CompletableFuture<Reply>> answers = batch(250);
    it.later = Optional.empty();
    it.pass(Duration.ofMillis(1_999));
    assertThat(answers).noneMatch(CompletableFuture::isDone);

    it.pass(Duration.ofMillis(1));

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Reply.Alive.class));
  }

  @Test
  void whoseTurnComesAfterItsPatienceIsToldSoAtOnce() {
    it.later = Optional.of(later(DisconnectReason.LATER, Duration.ofSeconds(5)));

    Reply.Refused answer = refused(batch(1).get(0));

    assertThat(answer.why()).isEqualTo(Why.LATER);
    assertThat(answer.retryAfter()).contains(Duration.ofSeconds(5));
  }

  @Test
  void nobodyWaitsLongerThanItsPatienceWhateverTheAuthenticatorDoes() {
    slowAuthenticator();
    List<CompletableFuture<Reply>> answers = batch(250);
    it.pass(Duration.ofMillis(4_900));
    assertThat(answers).noneMatch(CompletableFuture::isDone);

    it.pass(Duration.ofMillis(200));

    assertThat(answers.subList(AT_A_TIME, 250))
        .allSatisfy(
            answer -> {
              assertThat(refused(answer).why()).isEqualTo(Why.LATER);
              assertThat(refused(answer).detail()).contains("5000 ms", "login.in-flight-max");
            });
    assertThat(answers.subList(0, AT_A_TIME)).noneMatch(CompletableFuture::isDone);
    answerOne();
    assertThat(answers.get(0)).isDone();
    assertThat(it.placesTaken).as("who was told to come later comes no more").isEqualTo(99);
  }

  @Test
  void whoDrainsLetsNobodyWait() {
    it.later = Optional.of(later(DisconnectReason.DRAINED, Duration.ofSeconds(2)));

    assertThat(refused(batch(1).get(0)).why()).isEqualTo(Why.UNAVAILABLE);
  }
}
