package io.heartwire.gateway.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Gateways in one process that know of each other at once. NOT thread safe. */
public final class FakePeers implements Peers {
  private final String node;
  private final Map<String, FakePeers> all;
  private final Map<String, Supplier<String>> facts = new TreeMap<>();
  private final Answerers answerers = new Answerers();

  private FakePeers(String node, Map<String, FakePeers> all) {
    this.node = node;
    this.all = all;
  }

  /** Some of these names, in this order. */
  public static List<FakePeers> named(String... nodes) {
    Map<String, FakePeers> all = new TreeMap<>();
    List<FakePeers> each = new ArrayList<>();
    for (String node : nodes) {
      FakePeers one = new FakePeers(node, all);
      all.put(node, one);
      each.add(one);
    }
    return each;
  }

  /** It is dead. */
  public void die() {
    all.remove(node);
  }

  @Override
  public String self() {
    return node;
  }

  @Override
  public List<Peer> live() {
    return all.values().stream().map(FakePeers::card).toList();
  }

  private Peer card() {
    Map<String, String> now = new TreeMap<>();
    facts.forEach((key, fact) -> now.put(key, fact.get()));
    return new Peer(node, 1, now);
  }

  @Override
  public void describe(String key, Supplier<String> fact) {
    facts.put(key, fact);
  }

  @Override
  public void refresh() {
    // They know at once.
  }

  @Override
  public CompletionStage<String> ask(String other, String subject, String words) {
    FakePeers asked = all.get(other);
    return asked == null
        ? CompletableFuture.failedFuture(new PeerAwayException("there is no gateway " + other))
        : asked.answerers.answer(other, node, subject, words);
  }

  @Override
  public void tellOthers(String subject, String words) {
    all.values().stream()
        .filter(other -> other != this)
        .forEach(other -> other.answerers.answer(other.node, node, subject, words));
  }

  @Override
  public void onAsked(String subject, Answerer answerer) {
    answerers.put(subject, answerer);
  }

  @Override
  public Traffic traffic() {
    return new Traffic(0, 0, 0, 0);
  }
}
