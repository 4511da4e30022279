package io.heartwire.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the lists of every engine owe: each engine has a test that extends this. */
public abstract class SelectionContract {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final EngineRig rig = new EngineRig(null);

  /** Opens the engine of this test. */
  protected abstract ClusterEngine open(InstantSource wallClock);

  @BeforeEach
  final void start() {
    rig.engine = open(rig::wall);
  }

  @AfterEach
  final void stop() {
    rig.engine.close();
  }

  @Test
  void listsClientsByStatePageByPage() {
    for (int i = 0; i < 5; i++) {
      rig.lose("off-" + i, rig.granted("off-" + i), Duration.ZERO);
      rig.lose("lost-" + i, rig.granted("lost-" + i), LONG);
      rig.granted("here-" + i);
    }

    assertThat(names(select(PresenceState.IN_GRACE, "", "", 2)))
        .containsExactly("lost-0", "lost-1");
    assertThat(names(select(PresenceState.IN_GRACE, "", "lost-3", 2))).containsExactly("lost-4");
    assertThat(names(select(PresenceState.OFFLINE, "off-", "off-1", 2)))
        .containsExactly("off-2", "off-3");
    assertThat(names(select(PresenceState.OFFLINE, "of", "", 9))).hasSize(5);
    assertThat(names(select(PresenceState.OFFLINE, "lost", "", 9))).isEmpty();
    assertThat(names(select(PresenceState.ATTACHED, "", "", 9))).hasSize(5);
    assertThat(rig.engine.count(select(PresenceState.OFFLINE, "off-1", "off-4", 1))).isEqualTo(1);
    assertThat(rig.engine.clients(select(PresenceState.OFFLINE, "", "", 1)).get(0).evidence())
        .hasValueSatisfying(evidence -> assertThat(evidence).contains("\"decidedBy\""));
  }

  @Test
  void listsClientsOfWhichSomethingIsEqual() {
    rig.lose(
        "hers",
        rig.granted(EngineRig.claim("hers", Optional.of("ann"), OptionalLong.empty(), false)),
        LONG);
    rig.lose(
        "his",
        rig.granted(EngineRig.claim("his", Optional.of("bob"), OptionalLong.empty(), false)),
        LONG);
    Optional<String> any = Optional.empty();
    Optional<String> host = Optional.of("127.0.0.1");

    assertThat(equal(new Selection.Equal(any, any, Optional.of("bob"), any, any)))
        .containsExactly("his");
    assertThat(equal(new Selection.Equal(any, Optional.of("tcp"), any, any, host))).hasSize(2);
    assertThat(equal(new Selection.Equal(any, any, any, any, Optional.of("127.0.0")))).isEmpty();
    assertThat(equal(new Selection.Equal(any, any, any, Optional.of("2.0"), any))).isEmpty();
    assertThat(equal(new Selection.Equal(Optional.of("pads"), any, any, any, any))).isEmpty();
  }

  private List<String> equal(Selection.Equal equal) {
    return names(new Selection(PresenceState.IN_GRACE, "", equal, "", 9));
  }

  private static Selection select(PresenceState state, String beginning, String after, int limit) {
    return new Selection(state, beginning, Selection.Equal.ANY, after, limit);
  }

  private List<String> names(Selection selection) {
    return rig.engine.clients(selection).stream().map(it -> it.clientId().value()).toList();
  }
}
