package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.cluster.FakePeers;
import io.heartwire.gateway.cluster.NodeFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtherVersionsTest {
  private final List<FakePeers> peers = FakePeers.named("gw-a", "gw-b", "gw-c");

  @Test
  void saysWhoIsOfAnotherVersionInOneSentence() {
    // Its own former card, and one that does not say.
    peers.get(0).describe(NodeFacts.VERSION, () -> "1.0.0");
    peers.get(1).describe(NodeFacts.VERSION, () -> "1.1.0");
    assertThat(OtherVersions.warning(peers.get(0), "1.1.0")).isEmpty();

    assertThat(OtherVersions.warning(peers.get(0), "1.2.0"))
        .hasValueSatisfying(
            text -> assertThat(text).contains("1.2.0", "(gw-b 1.1.0)", "bring all to one version"));
  }
}
