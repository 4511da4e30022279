package io.heartwire.gateway.targets;

import io.heartwire.gateway.cluster.Peer;
import io.heartwire.gateway.cluster.Peers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** The other gateways as observers, each the same one for as long as it lives. Thread safe. */
final class PeerObservers {
  /** So many at most, by name: with the observers of this gateway they are few enough. */
  private static final int MOST = 32;

  private final Peers peers;
  private final Map<String, PeerObserver> known = new ConcurrentHashMap<>();

  /**
   * Of those that {@code peers} knows, and answers them.
   *
   * @param words what this gateway says of a target of a name, at a place; called on any thread
   */
  PeerObservers(Peers peers, BiFunction<String, String, Word> words) {
    this.peers = peers;
    peers.onAsked(
        PeerObserver.SUBJECT,
        (from, question) -> {
          int space = question.indexOf(' ');
          Word word =
              space < 0
                  ? Word.KNOWS_IT_NOT
                  : words.apply(question.substring(0, space), question.substring(space + 1));
          return CompletableFuture.completedFuture(word.text());
        });
  }

  /** Those that live now, by name, without this one. */
  List<PeerObserver> now() {
    List<PeerObserver> now = new ArrayList<>();
    for (Peer peer : peers.live()) {
      if (!peer.node().equals(peers.self()) && now.size() < MOST) {
        now.add(known.computeIfAbsent(peer.node(), node -> new PeerObserver(peers, node)));
      }
    }
    known.values().retainAll(now);
    return now;
  }
}
