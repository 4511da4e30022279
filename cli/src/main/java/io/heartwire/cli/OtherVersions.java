package io.heartwire.cli;

import io.heartwire.gateway.cluster.NodeFacts;
import io.heartwire.gateway.cluster.Peer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Gateways of one cluster that are not of one version. */
final class OtherVersions {
  private OtherVersions() {}

  /**
   * One sentence, if there are some among {@code live} that are not {@code own}; {@code self} is
   * this gateway, whose former card may still be among them.
   */
  static Optional<String> warning(Collection<Peer> live, String self, String own) {
    List<String> others =
        live.stream()
            .filter(peer -> !peer.node().equals(self))
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
