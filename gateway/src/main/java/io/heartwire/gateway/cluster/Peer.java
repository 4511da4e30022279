package io.heartwire.gateway.cluster;

import java.util.Map;

/**
 * A gateway whose lease lives.
 *
 * @param node its name
 * @param incarnation grows with every start
 * @param facts what it says of itself, see {@link Peers#describe}
 */
public record Peer(String node, long incarnation, Map<String, String> facts) {
  public Peer {
    facts = Map.copyOf(facts);
  }

  /** The fact of this key, or an empty text. */
  public String fact(String key) {
    return facts.getOrDefault(key, "");
  }
}
