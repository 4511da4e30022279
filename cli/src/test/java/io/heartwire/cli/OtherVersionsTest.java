package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.cluster.NodeFacts;
import io.heartwire.gateway.cluster.Peer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OtherVersionsTest {
  /** One's own former card, one of another version, and one that does not say. */
  private static final List<Peer> LIVE =
      List.of(
          new Peer("gw-a", 1, Map.of(NodeFacts.VERSION, "1.0.0")),
          new Peer("gw-b", 2, Map.of(NodeFacts.VERSION, "1.1.0")),
          new Peer("gw-c", 3, Map.of()));

  @Test
  void saysWhoIsOfAnotherVersionInOneSentence() {
    assertThat(OtherVersions.warning(LIVE, "gw-a", "1.1.0")).isEmpty();

    assertThat(OtherVersions.warning(LIVE, "gw-a", "1.2.0"))
        .hasValueSatisfying(
            text -> assertThat(text).contains("1.2.0", "(gw-b 1.1.0)", "bring all to one version"));
  }
}
