package io.heartwire.gateway.mail;

import io.heartwire.gateway.cluster.Answerers;
import io.heartwire.gateway.cluster.Peer;
import io.heartwire.gateway.cluster.Peers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Other gateways that answer when the test says so. */
final class FakePeers implements Peers {
  /** What was asked, and is to be answered. */
  record Question(String node, String words, CompletableFuture<String> answer) {}

  final List<Question> questions = new ArrayList<>();
  private final Answerers answerers = new Answerers();

  /** What this gateway answers another one. */
  String asked(String subject, String words) {
    return answerers.answer(self(), "gw-b", subject, words).toCompletableFuture().join();
  }

  @Override
  public String self() {
    return "gw-a";
  }

  @Override
  public List<Peer> live() {
    return List.of(new Peer("gw-a", 1, Map.of()), new Peer("gw-b", 1, Map.of()));
  }

  @Override
  public void describe(String key, Supplier<String> fact) {}

  @Override
  public void refresh() {}

  @Override
  public CompletionStage<String> ask(String node, String subject, String words) {
    var question = new Question(node, words, new CompletableFuture<>());
    questions.add(question);
    return question.answer();
  }

  @Override
  public void tellOthers(String subject, String words) {}

  @Override
  public void onAsked(String subject, Answerer answerer) {
    answerers.put(subject, answerer);
  }

  @Override
  public Traffic traffic() {
    return new Traffic(0, 0, 0, 0);
  }
}
