package io.heartwire.gateway.dispatch;

import static io.heartwire.gateway.dispatch.DispatchRig.await;
import static io.heartwire.gateway.dispatch.DispatchRig.done;
import static io.heartwire.gateway.dispatch.DispatchRig.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The model of a type is changed while messages come. */
class ModelChangeTest {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void anInlineMessageDoesNotOvertakeAQueuedOneOfItsTypeAndConnection() {
    try (var rig = new DispatchRig(Model.QUEUE, this::seenAfterGate)) {
      Inbound client = rig.client("dev-1");
      client.deliver(message("report", "1"));
      client.deliver(message("report", "2"));
      assertThat(rig.dispatcher.change("report", Model.INLINE)).isEqualTo(Model.QUEUE);
      client.deliver(message("report", "3"));
      client.deliver(message("report", "4"));
      assertThat(seen).isEmpty();
      gate.countDown();
      await("all four", () -> rig.told.size() == 4);
      assertThat(seen).containsExactly("1", "2", "3", "4");

      await("the lane's end of it", () -> rig.dispatcher.load().inFlight() == 0);
      long before = rig.figures("report").handled().get(Model.INLINE);
      await(
          "the first inline one",
          () -> {
            client.deliver(message("report", "more"));
            return rig.figures("report").handled().get(Model.INLINE) > before;
          });
    }
  }

  @Test
  void othersNeedNotWaitForThatLane() {
    try (var rig = new DispatchRig(Model.QUEUE, this::seenAfterGate)) {
      rig.client("dev-1").deliver(message("report", "1"));
      rig.dispatcher.change("report", Model.INLINE);
      rig.dispatcher.change("quick", Model.INLINE);
      rig.client("dev-1").deliver(message("quick", "another type"));
      rig.client("dev-2").deliver(message("quick", "another client"));
      assertThat(seen).containsExactly("another type", "another client");
      gate.countDown();
    }
  }

  @Test
  void theOrderOfATypeHoldsHoweverOftenItsModelIsChanged() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    gate.countDown();
    try (var rig =
        new DispatchRig(DispatchRig.settings(Model.QUEUE, 2, 10_000), this::seenAfterGate)) {
      Inbound client = rig.client("dev-1");
      int count = 2_000;
      for (int i = 0; i < count; i++) {
        if (random.nextInt(5) == 0) {
          rig.dispatcher.change("report", random.nextBoolean() ? Model.QUEUE : Model.INLINE);
        }
        if (random.nextInt(20) == 0) {
          await("an empty lane", () -> rig.dispatcher.load().heldBytes() == 0);
        }
        client.deliver(message("report", "" + i));
      }
      await("all", () -> seen.size() == count);
      for (int i = 0; i < count; i++) {
        assertThat(seen.get(i)).as("seed %d, message %d", seed, i).isEqualTo("" + i);
      }
      assertThat(rig.figures("report").handled().get(Model.INLINE)).isPositive();
      assertThat(rig.figures("report").handled().get(Model.QUEUE)).isPositive();
    }
  }

  private CompletionStage<?> seenAfterGate(Peer peer, Message message) {
    if (message.type().equals("report")) {
      assertThat(DispatchRig.await(gate)).isTrue();
    }
    seen.add(message.id());
    return done();
  }
}
