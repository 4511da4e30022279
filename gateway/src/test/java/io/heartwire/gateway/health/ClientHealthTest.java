package io.heartwire.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One client, with a desk that answers when the test wants it to. */
class ClientHealthTest implements ClientHealth.Owner {
  private static final int ROOM = 2;
  private static final Rule HOT =
      new Rule("hot", "status.temp > 80.0", 3, 2, HealthState.UNHEALTHY, Set.of());

  private final Queue<Examination> asked = new ArrayDeque<>();
  private final List<HealthChange> changes = new ArrayList<>();
  private Instant now = Instant.ofEpochMilli(1_000);
  private final HealthDesk desk =
      new HealthDesk(
          List.of(HOT),
          () -> now,
          task -> {
            if (asked.size() < ROOM) {
              asked.add((Examination) task);
            } else {
              ((Examination) task).refuse();
            }
          },
          asked::clear);
  private final ClientHealth client = new ClientHealth(desk, "default", Health.UNJUDGED, this);

  @Override
  public void onLoop(Runnable task) {
    task.run();
  }

  @Override
  public void changed(HealthChange change) {
    changes.add(change);
  }

  @Override
  public void revised(Health health) {}

  private void hears(String status) {
    client.heard(RuleCompilerTest.status(status));
  }

  private void answer() {
    asked.remove().run();
  }

  private List<String> told() {
    return changes.stream()
        .map(it -> it.from().state().word() + " -> " + it.to().state().word() + " " + it.values())
        .toList();
  }

  @Test
  void isToldOnceOfEachChangeWithTheRuleAndWhatItLooksAt() {
    hears("temp=20 fw=7");
    answer();
    client.heardAgain();
    hears("temp=90 fw=7");
    answer();
    now = Instant.ofEpochMilli(9_000);
    for (int i = 0; i < 50; i++) {
      client.heardAgain();
    }
    hears("temp=20 fw=7");
    client.heardAgain();
    answer();

    assertThat(told())
        .containsExactly(
            "unknown -> healthy {}",
            "healthy -> unhealthy {temp=90.0}",
            "unhealthy -> healthy {temp=20.0}");
    assertThat(changes.get(1).to()).isEqualTo(new Health(HealthState.UNHEALTHY, "hot", 9_000));
    assertThat(changes.get(2).to().rule()).isEqualTo("hot");
    assertThat(desk.figures().changesTo(HealthState.UNHEALTHY)).isOne();
    assertThat(desk.figures().present(HealthState.HEALTHY, 5)).isOne();
    assertThat(desk.figures().present(HealthState.UNKNOWN, 5)).isEqualTo(4);
  }

  @Test
  void heartbeatsThatComeBeforeTheAnswerCount() {
    hears("temp=90");
    client.heardAgain();
    client.heardAgain();
    answer();
    assertThat(told()).containsExactly("unknown -> unhealthy {temp=90.0}");
  }

  @Test
  void theNewestStatusWinsAndNoneIsAskedAboutBesideAnother() {
    hears("temp=90");
    for (int temp = 0; temp < 100; temp++) {
      hears("temp=" + temp);
    }
    client.heardAgain();
    client.heardAgain();
    assertThat(asked).hasSize(1);
    answer();
    assertThat(asked).hasSize(1);
    assertThat(asked.peek().status().values()).containsEntry("temp", "99");
    answer();
    assertThat(told()).containsExactly("unknown -> unhealthy {temp=99.0}");
    assertThat(desk.figures().passedOver()).isEqualTo(99);
  }

  @Test
  void aStatusForWhichThereIsNoRoomWaitsForTheNextHeartbeat() {
    for (int i = 0; i < ROOM; i++) {
      new ClientHealth(desk, "default", Health.UNJUDGED, this)
          .heard(RuleCompilerTest.status("temp=1"));
    }
    hears("temp=90");
    client.heardAgain();
    assertThat(desk.figures().refused()).isEqualTo(2);
    answer();
    client.heardAgain();
    answer();
    answer();
    assertThat(told()).containsExactly("unknown -> unhealthy {temp=90.0}");
  }

  @Test
  void otherRulesHoldAtOnceAndChangeNothingUntilTheyHaveHadTheirSay() {
    hears("temp=90");
    client.heardAgain();
    client.heardAgain();
    answer();
    var mild = new Rule("hot", "status.temp > 95.0", 1, 1, HealthState.DEGRADED, Set.of());
    assertThat(desk.rules(List.of(mild))).isTrue();
    assertThat(desk.rules(List.of(mild))).isFalse();
    client.review();
    assertThat(changes).hasSize(1);
    answer();
    assertThat(told()).last().isEqualTo("unhealthy -> healthy {temp=90.0}");
    client.review();
    assertThat(asked).as("the same rules").isEmpty();
    desk.rules(List.of());
    client.review();
    assertThat(told()).last().isEqualTo("healthy -> unknown {}");
  }

  @Test
  void anAnswerByOldRulesIsNotTaken() {
    hears("temp=90");
    desk.rules(List.of(new Rule("cold", "status.temp < 0", 1, 1, HealthState.DEGRADED, Set.of())));
    client.review();
    answer();
    assertThat(changes).isEmpty();
    answer();
    assertThat(told()).containsExactly("unknown -> healthy {}");
  }

  @Test
  void rulesAreForTheirGroups() {
    desk.rules(
        List.of(new Rule("cold", "status.temp < 0", 1, 1, HealthState.DEGRADED, Set.of("vans"))));
    assertThat(desk.concerns("vans", RuleCompilerTest.status("temp=1"))).isTrue();
    assertThat(desk.concerns("default", RuleCompilerTest.status("temp=1"))).isFalse();
    assertThat(desk.concerns("default", RuleCompilerTest.status("health=ok"))).isTrue();
  }

  @Test
  void nothingIsToldOfAClientThatHasGone() {
    hears("temp=90");
    client.heardAgain();
    client.heardAgain();
    client.end();
    client.end();
    answer();
    assertThat(changes).isEmpty();
    assertThat(desk.figures().present(HealthState.UNHEALTHY, 0)).isZero();
    assertThat(desk.figures().present(HealthState.UNKNOWN, 0)).isZero();
  }
}
