package io.heartwire.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events that a sink does not take. */
class DeadLettersTest {
  private Receiver receiver;
  private TestGateway it;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver("nobody signs");
  }

  @AfterEach
  void stop() {
    it.close();
    receiver.close();
  }

  private void telling(int giveUpAfter) {
    it =
        TestGateway.with(
            "sinks.hook.type", "webhook",
            "sinks.hook.url", receiver.url(),
            "sinks.hook.timeout", "500ms",
            "sinks.hook.batch", "8",
            "sinks.hook.give-up-after", Integer.toString(giveUpAfter));
    assertThat(it.gateway.engine().cursor("hook")).isZero();
  }

  private void happen(int events) {
    ClusterEngine engine = it.gateway.engine();
    for (int i = 0; i < events; i++) {
      engine
          .record(new Notice(EventType.TIMEOUT, Optional.empty(), Optional.empty(), 0, "{}"))
          .toCompletableFuture()
          .join();
    }
  }

  private SinkState state() {
    return it.gateway.sinks().orElseThrow().state("hook").orElseThrow();
  }

  private List<DeadLetter> letters() {
    return it.gateway.engine().deadLetters().list("hook", 0, 100);
  }

  @Test
  void anEventThatPoisonsItsBatchEndsUpAloneAndIsKeptApartAndAllOthersAreTold() {
    receiver.poison = "5";
    receiver.hangs = true;
    telling(2);
    happen(12);
    receiver.hangs = false;
    TestGateway.await("all of it", () -> state().behind() == 0);

    assertThat(receiver.ids)
        .containsExactly("1", "2", "3", "4", "6", "7", "8", "9", "10", "11", "12");
    assertThat(letters()).hasSize(1);
    assertThat(letters().get(0).event().number()).isEqualTo(5);
    assertThat(letters().get(0).why()).contains(receiver.url(), "400");
    assertThat(state().deadLetters()).isEqualTo(new SinkState.Dead(1, 1, 0));
    assertThat(state().missed()).isZero();
  }

  @Test
  void aDeadLetterIsToldAgainOnDemandAndIsOneNoMoreIfItIsTakenThen() {
    receiver.poison = "1";
    telling(1);
    happen(2);
    TestGateway.await("all of it", () -> state().behind() == 0);
    Sinks sinks = it.gateway.sinks().orElseThrow();

    long failures = state().failures();
    assertThat(sinks.replayDeadLetters("hook")).isTrue();
    TestGateway.await("the attempt", () -> state().failures() == failures + 1);
    assertThat(letters()).hasSize(1);

    receiver.poison = "";
    sinks.replayDeadLetters("hook");
    TestGateway.await("its end", () -> state().deadLetters().kept() == 0);
    assertThat(receiver.ids).containsExactly("2", "1");
    assertThat(letters()).isEmpty();
    assertThat(state().last()).isEqualTo(2);
    assertThat(sinks.replayDeadLetters("hock")).isFalse();
  }

  @Test
  void nothingIsGivenUpBecauseTheOtherSideIsDownOrItsAddressWrong() {
    telling(1);
    for (int status : new int[] {500, 404, 429, 301}) {
      receiver.status = status;
      long failures = state().failures();
      happen(1);
      TestGateway.await("a failure", () -> state().failures() >= failures + 1);
      // It does not wait as long as it would, then.
      it.gateway.sinks().orElseThrow().replay("hook", 0);
    }

    receiver.status = 200;
    TestGateway.await("all of it", () -> state().behind() == 0);
    assertThat(receiver.ids).containsExactly("1", "2", "3", "4");
    assertThat(letters()).isEmpty();
    assertThat(state().deadLetters().givenUp()).isZero();
  }
}
