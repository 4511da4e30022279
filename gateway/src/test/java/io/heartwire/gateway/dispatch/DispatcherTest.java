package io.heartwire.gateway.dispatch;

import static io.heartwire.gateway.dispatch.DispatchRig.await;
import static io.heartwire.gateway.dispatch.DispatchRig.awaitStubbornly;
import static io.heartwire.gateway.dispatch.DispatchRig.done;
import static io.heartwire.gateway.dispatch.DispatchRig.doneAfter;
import static io.heartwire.gateway.dispatch.DispatchRig.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DispatcherTest {
  private static final Duration DEADLINE_BUT_ONE = DispatchRig.DEADLINE.minusMillis(50);

  @Test
  void runsInlineOnTheThreadThatDelivers() {
    var thread = new AtomicReference<Thread>();
    try (var rig =
        new DispatchRig(
            Model.INLINE,
            (peer, message) -> {
              thread.set(Thread.currentThread());
              return done();
            })) {
      rig.client("dev-1").deliver(message("report", "1"));
      assertThat(thread.get()).isSameAs(Thread.currentThread());
      assertThat(rig.told).containsExactly("dev-1 taken 1");
      assertThat(rig.labels).containsExactly("message type 'report'", "");
      assertThat(rig.threads).isEmpty();
    }
  }

  @Test
  void runsQueuedMessagesOfAClientOneAfterTheOther() {
    List<String> seen = new CopyOnWriteArrayList<>();
    var gate = new CountDownLatch(1);
    try (var rig =
        new DispatchRig(
            DispatchRig.settings(Model.QUEUE, 4, 100),
            (peer, message) -> {
              await(gate);
              seen.add(message.id());
              return done();
            })) {
      var client = rig.client("dev-1");
      var again = rig.client("dev-1");
      for (int i = 0; i < 50; i++) {
        (i < 25 ? client : again).deliver(message("t" + i % 3, "" + i));
      }
      gate.countDown();
      await("all", () -> seen.size() == 50);
      for (int i = 0; i < 50; i++) {
        assertThat(seen.get(i)).isEqualTo("" + i);
      }
      assertThat(rig.threads).singleElement().extracting(Thread::isDaemon).isEqualTo(true);
    }
  }

  @Test
  void aBlockedLaneLeavesTheOtherLanesAlone() {
    var gate = new CountDownLatch(1);
    try (var rig =
        new DispatchRig(
            DispatchRig.settings(Model.QUEUE, 4, 100),
            (peer, message) -> message.type().equals("stuck") ? doneAfter(gate) : done())) {
      rig.client("dev-0").deliver(message("stuck", "stuck"));
      for (int i = 1; i < 40; i++) {
        rig.client("dev-" + i).deliver(message("quick", "" + i));
      }
      // 4 lanes: about three of four clients are in another one.
      await("three lanes of four", () -> rig.told.size() >= 20);
      assertThat(rig.told).doesNotContain("dev-0 taken stuck");
      gate.countDown();
      await("everybody", () -> rig.told.size() == 40);
    }
  }

  @Test
  void aFullLaneAnswersBusyAndIsCounted() {
    var gate = new CountDownLatch(1);
    try (var rig =
        new DispatchRig(
            DispatchRig.settings(Model.QUEUE, 1, 2), (peer, message) -> doneAfter(gate))) {
      var client = rig.client("dev-1");
      client.deliver(message("report", "0"));
      await("the first one to run", () -> rig.dispatcher.load().inFlight() == 1);
      for (int i = 1; i <= 4; i++) {
        client.deliver(message("report", "" + i));
      }
      assertThat(rig.told).containsExactly("dev-1 BUSY 3", "dev-1 BUSY 4");
      assertThat(rig.figures("report").busy()).isEqualTo(2);
      assertThat(rig.dispatcher.load().busy()).isEqualTo(2);
      assertThat(rig.dispatcher.load().waiting()).isEqualTo(2);
      gate.countDown();
      rig.awaitTold("dev-1 taken 0", "dev-1 taken 1", "dev-1 taken 2");
      await("nothing held", () -> rig.dispatcher.load().heldBytes() == 0);
    }
  }

  @Test
  void moreBytesThanAllowedAnswerBusyThoughTheLaneHasRoom() {
    var gate = new CountDownLatch(1);
    try (var rig =
        new DispatchRig(
            DispatchRig.settings(Model.QUEUE, 1, 100), (peer, message) -> doneAfter(gate))) {
      var client = rig.client("dev-1");
      for (int i = 0; i < 5; i++) {
        client.deliver(new Message("big", "" + i, ByteBuffer.allocate(300 << 10), true));
      }
      assertThat(rig.told).containsExactly("dev-1 BUSY 3", "dev-1 BUSY 4");
      gate.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource(Model.class)
  void aHandlerThatThrowsIsCountedAndTheSenderIsTold(Model model) {
    try (var rig =
        new DispatchRig(
            model,
            (peer, message) -> {
              switch (message.type()) {
                case "throws" -> throw new IllegalStateException("a defect of the handler");
                case "dies" -> throw new StackOverflowError();
                case "null" -> {
                  return null;
                }
                case "fails" -> {
                  return CompletableFuture.failedFuture(new IOException("no disk"));
                }
                default -> {
                  return done();
                }
              }
            })) {
      var client = rig.client("dev-1");
      for (String type : List.of("throws", "dies", "null", "fails", "works")) {
        client.deliver(message(type, type));
      }
      rig.awaitTold(
          "dev-1 FAILED throws",
          "dev-1 FAILED dies",
          "dev-1 FAILED null",
          "dev-1 FAILED fails",
          "dev-1 taken works");
      assertThat(rig.dispatcher.failed()).isEqualTo(4);
      assertThat(rig.dispatcher.acknowledged()).isOne();
      assertThat(rig.figures("throws").failed()).isOne();
      await("nothing in flight", () -> rig.dispatcher.load().inFlight() == 0);
    }
  }

  @Test
  void aQueuedHandlerPastItsDeadlineIsInterruptedNamedAndCountedAndTheLaneMovesOn() {
    var interrupted = new CountDownLatch(1);
    try (var rig =
        new DispatchRig(
            DispatchRig.settings(Model.QUEUE, 1, 10),
            (peer, message) -> {
              if (message.type().equals("stuck")) {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  interrupted.countDown();
                }
              }
              return done();
            })) {
      rig.client("dev-1").deliver(message("stuck", "1"));
      rig.client("dev-2").deliver(message("quick", "2"));
      await("the first one to run", () -> rig.dispatcher.load().inFlight() == 1);
      rig.pass(DEADLINE_BUT_ONE);
      assertThat(rig.told).isEmpty();
      rig.pass(Duration.ofMillis(100));
      assertThat(await(interrupted)).isTrue();
      rig.awaitTold("dev-1 FAILED 1", "dev-2 taken 2");
      assertThat(rig.told).containsExactly("dev-1 FAILED 1", "dev-2 taken 2");
      await("the late end", () -> rig.figures("stuck").late() == 1);
      assertThat(rig.figures("stuck").expired()).isOne();
      assertThat(rig.dispatcher.load().leftBehind()).isZero();
    }
  }

  @Test
  void aLaneLeavesAHandlerBehindThatIgnoresItsInterrupt() {
    var gate = new CountDownLatch(1);
    try (var rig =
        new DispatchRig(
            DispatchRig.settings(Model.QUEUE, 1, 10),
            (peer, message) -> {
              if (message.type().equals("stuck")) {
                awaitStubbornly(gate);
              }
              return done();
            })) {
      rig.client("dev-1").deliver(message("stuck", "1"));
      await("it to run", () -> rig.dispatcher.load().inFlight() == 1);
      rig.client("dev-1").deliver(message("quick", "2"));
      rig.pass(DispatchRig.DEADLINE);
      assertThat(rig.told).containsExactly("dev-1 FAILED 1");
      rig.pass(Duration.ofMillis(1_100));
      rig.awaitTold("dev-1 taken 2");
      assertThat(rig.dispatcher.load().leftBehind()).isOne();

      // As many as there are lanes, and no more: the lane stands still behind the second one.
      rig.client("dev-1").deliver(message("stuck", "3"));
      await("it to run", () -> rig.dispatcher.load().inFlight() == 2);
      rig.client("dev-1").deliver(message("quick", "4"));
      rig.pass(DispatchRig.DEADLINE.plusSeconds(2));
      assertThat(rig.dispatcher.load().leftBehind()).isOne();
      assertThat(rig.threads).hasSize(2);

      gate.countDown();
      rig.awaitTold("dev-1 taken 4");
      await("both late ends", () -> rig.figures("stuck").late() == 2);
      rig.pass(Duration.ofMillis(100));
      assertThat(rig.dispatcher.load().leftBehind()).isZero();
    }
  }

  @Test
  void theTimeInWhichTheProcessStoodStillCountsAgainstNoHandler() {
    var gate = new CountDownLatch(1);
    try (var rig = new DispatchRig(Model.QUEUE, (peer, message) -> doneAfter(gate))) {
      rig.client("dev-1").deliver(message("report", "1"));
      await("it to run", () -> rig.dispatcher.load().inFlight() == 1);
      rig.dispatcher.tick();
      rig.now.addAndGet(Duration.ofMinutes(10).toNanos());
      rig.dispatcher.tick();
      rig.pass(DEADLINE_BUT_ONE.minusSeconds(1));
      assertThat(rig.told).isEmpty();
      gate.countDown();
      rig.awaitTold("dev-1 taken 1");
    }
  }

  @ParameterizedTest
  @EnumSource(Model.class)
  void aStageThatNeverCompletesIsGivenUpAtTheDeadline(Model model) {
    var stage = new CompletableFuture<Void>();
    try (var rig = new DispatchRig(model, (peer, message) -> stage)) {
      rig.client("dev-1").deliver(message("report", "1"));
      await("it in flight", () -> rig.dispatcher.load().inFlight() == 1);
      await("its call counted", () -> rig.figures("report").count() == 1);
      rig.pass(DispatchRig.DEADLINE.plusMillis(50));
      assertThat(rig.told).containsExactly("dev-1 FAILED 1");
      await("nothing in flight", () -> rig.dispatcher.load().inFlight() == 0);
      assertThat(rig.dispatcher.load().heldBytes()).isZero();

      stage.complete(null);
      assertThat(rig.told).containsExactly("dev-1 FAILED 1");
      assertThat(rig.figures("report").late()).isOne();
    }
  }

  @Test
  void stagesThatDoNotCompleteAreBounded() {
    var settings = DispatchRig.settings(Model.INLINE, 1, 10);
    var tight =
        new DispatchSettings(
            Model.INLINE,
            settings.types(),
            new DispatchSettings.Bounds(1, 10, 3, 1 << 20, 1),
            settings.times());
    try (var rig = new DispatchRig(tight, (peer, message) -> new CompletableFuture<Void>())) {
      var client = rig.client("dev-1");
      for (int i = 0; i < 5; i++) {
        client.deliver(message("report", "" + i));
      }
      assertThat(rig.told).containsExactly("dev-1 BUSY 3", "dev-1 BUSY 4");
    }
  }

  @Test
  void aLaneThatGetsNoThreadAnswersBusyAndTriesAgain() {
    var limit = new AtomicInteger();
    try (var rig =
        new DispatchRig(
            DispatchRig.settings(Model.QUEUE, 1, 10), (peer, message) -> done(), limit)) {
      rig.client("dev-1").deliver(message("report", "1"));
      assertThat(rig.told).containsExactly("dev-1 BUSY 1");
      limit.set(1);
      rig.client("dev-1").deliver(message("report", "2"));
      rig.awaitTold("dev-1 taken 2");
    }
  }

  @Test
  void tasksRunSideBySideAndAreBounded() {
    var gate = new CountDownLatch(1);
    var running = new CountDownLatch(5);
    var settings = DispatchRig.settings(Model.PER_TASK, 1, 10);
    var tight =
        new DispatchSettings(
            Model.PER_TASK,
            settings.types(),
            new DispatchSettings.Bounds(1, 10, 5, 1 << 20, 8),
            settings.times());
    try (var rig =
        new DispatchRig(
            tight,
            (peer, message) -> {
              running.countDown();
              return doneAfter(gate);
            })) {
      var client = rig.client("dev-1");
      for (int i = 0; i < 7; i++) {
        client.deliver(message("report", "" + i));
      }
      assertThat(await(running)).isTrue();
      assertThat(rig.told).containsExactly("dev-1 BUSY 5", "dev-1 BUSY 6");
      gate.countDown();
      await("the five", () -> rig.told.size() == 7);
      assertThat(rig.figures("report").handled().get(Model.PER_TASK)).isEqualTo(5);
    }
  }

  @Test
  void virtualThreadsAreUsedWhereTheJdkHasThem() {
    assertThat(VirtualThreads.named("t-").isPresent()).isEqualTo(Runtime.version().feature() >= 21);
    var name = new AtomicReference<>("");
    try (var rig =
        new DispatchRig(
            Model.PER_TASK,
            (peer, message) -> {
              name.set(Thread.currentThread().getName());
              return done();
            })) {
      rig.client("dev-1").deliver(message("report", "1"));
      rig.awaitTold("dev-1 taken 1");
      assertThat(name.get()).startsWith("heartwire-task-");
      assertThat(rig.threads.isEmpty()).isEqualTo(Runtime.version().feature() >= 21);
    }
  }

  @Test
  void measuresTheHandlerTheWaitAndTheLoop() {
    var rigs = new AtomicReference<DispatchRig>();
    try (var rig =
        new DispatchRig(
            Model.INLINE,
            (peer, message) -> {
              rigs.get().now.addAndGet(Duration.ofMillis(150).toNanos());
              return done();
            })) {
      rigs.set(rig);
      rig.client("dev-1").deliver(message("report", "1"));
      HandlerFigures figures = rig.figures("report");
      assertThat(figures.count()).isOne();
      assertThat(figures.slow()).isOne();
      assertThat(Duration.ofNanos(figures.loopNanos())).isEqualTo(Duration.ofMillis(150));
      assertThat(figures.took().orElseThrow().p99Micros()).isBetween(140_000L, 160_000L);
      assertThat(figures.waited()).isEmpty();

      rig.pass(Duration.ofSeconds(121));
      assertThat(rig.figures("report").took()).isEmpty();
      assertThat(rig.figures("report").count()).isOne();
    }
  }

  @Test
  void typesThatClientsMakeUpAreBounded() {
    try (var rig = new DispatchRig(Model.INLINE, (peer, message) -> done())) {
      var client = rig.client("dev-1");
      for (int i = 0; i < 1_000; i++) {
        client.deliver(message("made-up-" + i, "" + i));
      }
      assertThat(rig.dispatcher.handlers()).hasSize(HandlerTypes.TRACKED_MAX + 1);
      assertThat(rig.figures("other").count()).isEqualTo(1_000 - HandlerTypes.TRACKED_MAX);
      assertThatThrownBy(() -> rig.dispatcher.change("one-more", Model.QUEUE))
          .hasMessageContaining("100 of 100")
          .hasMessageContaining("dispatch.types.one-more.model");
      rig.dispatcher.change("other", Model.QUEUE);
      assertThat(rig.figures("other").model()).isEqualTo(Model.QUEUE);
    }
  }
}
