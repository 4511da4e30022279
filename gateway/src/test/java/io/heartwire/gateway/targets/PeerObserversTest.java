package io.heartwire.gateway.targets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.observe.TargetState;
import io.heartwire.core.time.VirtualTime;
import io.heartwire.gateway.cluster.FakePeers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three gateways that look at one target, in virtual time. */
class PeerObserversTest {
  private static final String[] TARGET = {
    "targets.db.address", "10.0.0.7:5432", "targets-default", "false"
  };
  private static final String GONE = "db";

  private final VirtualTime time = new VirtualTime(Long.MAX_VALUE - 20_000_000_000L);
  private final List<FakePeers> peers = FakePeers.named("gw-a", "gw-b", "gw-c");
  private final List<TargetsRig> rigs = new ArrayList<>();
  private final List<TargetsRig.Eye> eyes = new ArrayList<>();

  private void open(String[]... settings) {
    for (int i = 0; i < peers.size(); i++) {
      String node = peers.get(i).self();
      TargetsRig rig = new TargetsRig(time);
      TargetsRig.Eye eye = rig.new Eye(node);
      List<String> all = new ArrayList<>(List.of(settings.length > i ? settings[i] : TARGET));
      all.addAll(List.of("node", node));
      rig.open(List.of(eye), all.toArray(String[]::new));
      rig.targets().beside(peers.get(i));
      rigs.add(rig);
      eyes.add(eye);
    }
    pass(30);
  }

  private void pass(int seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  private List<String> told() {
    return rigs.stream().flatMap(rig -> rig.words().stream()).toList();
  }

  private static List<String> names(TargetsRig rig, String field) throws IOException {
    JsonNode data =
        new ObjectMapper().readTree(rig.told.get(rig.told.size() - 1).data()).path(field);
    List<String> names = new ArrayList<>();
    data.forEach(name -> names.add(name.asText()));
    return names;
  }

  @Test
  void whatOneOfThemStillSeesIsNotDead() {
    open();
    eyes.get(0).gone.add(GONE);
    eyes.get(2).gone.add(GONE);
    pass(300);
    assertThat(told()).isEmpty();
    assertThat(rigs.get(0).state("db")).isIn(TargetState.ALIVE, TargetState.SUSPECT);
    assertThat(rigs.get(0).targets().find("db").orElseThrow().observers())
        .containsExactly("gw-a", "gw-b", "gw-c");
  }

  @Test
  void whatNoneSeesIsToldOnceWithAllWhoConfirmIt() throws IOException {
    open();
    eyes.forEach(eye -> eye.gone.add(GONE));
    pass(120);
    assertThat(rigs).allMatch(rig -> rig.state("db") == TargetState.DEAD);
    assertThat(told()).containsExactly("target.down");
    assertThat(names(rigs.get(0), "confirmedBy")).containsExactly("gw-a", "gw-b", "gw-c");

    eyes.get(2).gone.clear();
    pass(60);
    assertThat(rigs).allMatch(rig -> rig.state("db") == TargetState.ALIVE);
    assertThat(told()).containsExactly("target.down", "target.up");
    assertThat(names(rigs.get(0), "confirmedBy")).containsExactly("gw-c");
  }

  @Test
  void oneThatCannotLookAbstainsAndDoesNotStopTheOthers() throws IOException {
    open();
    eyes.get(1).blind = true;
    eyes.get(0).gone.add(GONE);
    eyes.get(2).gone.add(GONE);
    pass(120);
    assertThat(told()).containsExactly("target.down");
    assertThat(names(rigs.get(0), "confirmedBy")).containsExactly("gw-a", "gw-c");
    assertThat(names(rigs.get(0), "abstained")).containsExactly("gw-b");
  }

  @Test
  void theNextTellsWhereTheFirstIsGone() {
    open();
    peers.get(0).die();
    rigs.get(0).targets().close();
    pass(5);
    eyes.forEach(eye -> eye.gone.add(GONE));
    pass(120);
    assertThat(rigs.get(1).words()).containsExactly("target.down");
    assertThat(rigs.get(0).words()).isEmpty();
    assertThat(rigs.get(2).words()).isEmpty();
    assertThat(rigs.get(1).targets().find("db").orElseThrow().observers())
        .containsExactly("gw-b", "gw-c");
  }

  @Test
  void whoLooksSomewhereElseUnderTheSameNameHasNoSay() throws IOException {
    open(new String[] {"targets.db.address", "10.9.9.9:1", "targets-default", "false"});
    eyes.get(1).gone.add(GONE);
    eyes.get(2).gone.add(GONE);
    pass(120);
    assertThat(rigs.get(0).state("db")).isEqualTo(TargetState.ALIVE);
    assertThat(told()).containsExactly("target.down");
    assertThat(names(rigs.get(1), "confirmedBy")).containsExactly("gw-b", "gw-c");
    assertThat(names(rigs.get(1), "abstained")).containsExactly("gw-a");
  }
}
