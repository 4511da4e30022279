package io.heartwire.cli;

import io.heartwire.gateway.cluster.NodeFacts;
import io.heartwire.gateway.cluster.Peers;
import java.util.List;
import java.util.Optional;

/** Gateways of one cluster that are not of one version. */
final class OtherVersions {
  private OtherVersions() {}

  /** One sentence, if there are some that are not {@code own}. */
  static Optional<String> warning(Peers peers, String own) {
    List<String> others =
        peers.live().stream()
            .filter(peer -> !peer.node().equals(peers.self()))
            .filter(peer -> !peer.fact(NodeFacts.VERSION).isEmpty())
            .filter(peer -> !peer.fact(NodeFacts.VERSION).equals(own))
            .map(peer -> peer.node() + " " + peer.fact(NodeFacts.VERSION))
            .toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "this gateway is version "
                + own
                + ", and others of its cluster are not ("
                + String.join(", ", others)
                + "): that is meant to last as long as an update; bring all to one version");
  }
}
