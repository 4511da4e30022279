package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.Answerers;
import io.heartwire.gateway.cluster.Peer;
import io.heartwire.gateway.cluster.PeerAwayException;
import io.heartwire.gateway.cluster.Peers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A gateway that shares its engine with no other. */
final class Alone implements Peers {
  private final String node;
  private final Map<String, Supplier<String>> facts = new ConcurrentHashMap<>();
  private final Answerers answerers = new Answerers();

  Alone(String node) {
    this.node = node;
  }

  @Override
  public String self() {
    return node;
  }

  @Override
  public List<Peer> live() {
    Map<String, String> now = new TreeMap<>();
    facts.forEach((key, fact) -> now.put(key, fact.get()));
    return List.of(new Peer(node, 1, now));
  }

  @Override
  public void describe(String key, Supplier<String> fact) {
    facts.put(key, fact);
  }

  @Override
  public void refresh() {
    // Facts are read when they are asked for.
  }

  @Override
  public CompletionStage<String> ask(String other, String subject, String words) {
    return other.equals(node)
        ? answerers.answer(node, node, subject, words)
        : CompletableFuture.failedFuture(
            new PeerAwayException(
                "there is no gateway "
                    + other
                    + ": this one, "
                    + node
                    + ", is alone (engine: embedded)"));
  }

  @Override
  public void tellOthers(String subject, String words) {
    // There are none.
  }

  @Override
  public Traffic traffic() {
    return new Traffic(0, 0, 0, 0);
  }

  @Override
  public void onAsked(String subject, Answerer answerer) {
    answerers.put(subject, answerer);
  }
}
