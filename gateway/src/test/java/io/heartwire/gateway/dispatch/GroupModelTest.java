package io.heartwire.gateway.dispatch;

import static io.heartwire.gateway.dispatch.DispatchRig.await;
import static io.heartwire.gateway.dispatch.DispatchRig.done;
import static io.heartwire.gateway.dispatch.DispatchRig.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Messages of one group's clients are handled elsewhere than those of others. */
class GroupModelTest {
  private static final Map<String, Model> INLINE = Map.of("default", Model.INLINE);

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void aGroupsModelHoldsForItsClientsOnly() {
    gate.countDown();
    try (var rig = new DispatchRig(Model.QUEUE, this::seenAfterGate)) {
      rig.dispatcher.groups(Map.of("another", Model.INLINE));
      rig.client("dev-1").deliver(message("report", "1"));
      rig.awaitTold("dev-1 taken 1");
      assertThat(rig.figures("report").handled()).containsEntry(Model.INLINE, 0L);

      rig.dispatcher.groups(INLINE);
      rig.client("dev-1").deliver(message("report", "2"));
      assertThat(rig.told).contains("dev-1 taken 2");
      assertThat(rig.figures("report").handled()).containsEntry(Model.INLINE, 1L);
    }
  }

  @Test
  void aTypeWithAModelOfItsOwnKeepsIt() {
    gate.countDown();
    try (var rig = new DispatchRig(Model.QUEUE, this::seenAfterGate)) {
      rig.dispatcher.groups(INLINE);
      rig.dispatcher.change("report", Model.PER_TASK);
      rig.client("dev-1").deliver(message("report", "1"));
      rig.awaitTold("dev-1 taken 1");
      assertThat(rig.figures("report").handled()).containsEntry(Model.PER_TASK, 1L);
    }
  }

  @Test
  void anInlineMessageDoesNotOvertakeAQueuedOneOfItsTypeAndConnection() {
    try (var rig = new DispatchRig(Model.QUEUE, this::seenAfterGate)) {
      Inbound client = rig.client("dev-1");
      client.deliver(message("report", "1"));
      rig.dispatcher.groups(INLINE);
      client.deliver(message("report", "2"));
      assertThat(seen).isEmpty();
      gate.countDown();
      await("both", () -> rig.told.size() == 2);
      assertThat(seen).containsExactly("1", "2");
    }
  }

  private CompletionStage<?> seenAfterGate(Peer peer, Message message) {
    assertThat(DispatchRig.await(gate)).isTrue();
    seen.add(message.id());
    return done();
  }
}
