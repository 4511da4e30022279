package io.heartwire.gateway.dispatch;

import static io.heartwire.gateway.dispatch.DispatchRig.await;
import static io.heartwire.gateway.dispatch.DispatchRig.done;
import static io.heartwire.gateway.dispatch.DispatchRig.doneAfter;
import static io.heartwire.gateway.dispatch.DispatchRig.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The dispatcher is closed: within its bound it drains, then it interrupts; no thread is left. */
class ShutdownTest {
  @Test
  void whatWasTakenInIsDoneFirst() {
    var gate = new CountDownLatch(1);
    DispatchSettings quick = DispatchRig.settings(Model.QUEUE, 4, 10);
    var patient =
        new DispatchSettings(
            Model.QUEUE,
            quick.types(),
            quick.bounds(),
            new DispatchSettings.Times(
                DispatchRig.DEADLINE, Duration.ofMillis(100), Duration.ofSeconds(20)));
    var rig = new DispatchRig(patient, (peer, message) -> doneAfter(gate));
    for (int i = 0; i < 8; i++) {
      rig.client("dev-1").deliver(message("report", "" + i));
    }
    rig.dispatcher.open();
    var closer = new Thread(rig::close);
    closer.start();
    await(
        "the door to be closed",
        () -> {
          rig.client("dev-1").deliver(message("report", "late"));
          return rig.told.contains("dev-1 BUSY late");
        });
    gate.countDown();
    await("the end", () -> !closer.isAlive());
    assertThat(rig.told).contains("dev-1 taken 0", "dev-1 taken 7").doesNotContain("dev-1 BUSY 7");
    assertNoThreadIsLeft(rig);
  }

  @ParameterizedTest
  @EnumSource(
      value = Model.class,
      names = {"QUEUE", "PER_TASK"})
  void whatIsNotDoneInTimeIsInterruptedAndCounted(Model model) {
    var rig =
        new DispatchRig(
            DispatchRig.settings(model, 1, 10),
            (peer, message) -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return done();
            });
    rig.dispatcher.open();
    rig.client("dev-1").deliver(message("report", "1"));
    await("it to run", () -> rig.figures("report").count() == 1);
    rig.client("dev-1").deliver(message("report", "2"));
    rig.close();
    rig.awaitTold("dev-1 FAILED 1");
    assertThat(rig.told).anyMatch(line -> line.matches("dev-1 (BUSY|FAILED) 2"));
    assertThat(rig.figures("report").expired()).isPositive();
    assertNoThreadIsLeft(rig);
  }

  @Test
  void aStageThatNeverCompletesDoesNotHoldItUp() {
    var rig = new DispatchRig(Model.INLINE, (peer, message) -> new CompletableFuture<Void>());
    rig.client("dev-1").deliver(message("report", "1"));
    rig.close();
    assertThat(rig.told).containsExactly("dev-1 FAILED 1");
  }

  @Test
  void nothingIsTakenInAfterwards() {
    var rig = new DispatchRig(Model.QUEUE, (peer, message) -> done());
    rig.close();
    rig.close();
    rig.client("dev-1").deliver(message("report", "1"));
    assertThat(rig.told).containsExactly("dev-1 BUSY 1");
    assertThat(rig.threads).isEmpty();
  }

  private static void assertNoThreadIsLeft(DispatchRig rig) {
    await("the threads to end", () -> rig.threads.stream().noneMatch(Thread::isAlive));
  }
}
