package io.heartwire.gateway.targets;

import io.heartwire.gateway.cluster.PeerAwayException;
import io.heartwire.gateway.cluster.Peers;
import io.heartwire.gateway.health.ClientStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Another gateway as an observer: it looks at its targets itself, and is asked what it saw. One
 * that does not answer, stalls or does not look at the target abstains. Thread safe.
 */
final class PeerObserver implements Observer {
  static final String SUBJECT = "target";

  private final Peers peers;
  private final String node;
  private final Map<String, Word> latest = new ConcurrentHashMap<>();

  PeerObserver(Peers peers, String node) {
    this.peers = peers;
    this.node = node;
  }

  @Override
  public String name() {
    return node;
  }

  /** What is beside this machine only is no business of another. */
  @Override
  public boolean canSee(Target target) {
    return !target.kind().isDefault();
  }

  /**
   * Whether it is to tell others of {@code target}, and not the gateway {@code self}: the first by
   * name of those that look at it does.
   */
  boolean speaksBefore(String self, Target target) {
    Word word = latest.get(target.name());
    return node.compareTo(self) < 0 && word != null && word.isOfIt();
  }

  /** Whether it says the same of {@code target} as the gateway that asks. */
  boolean agrees(Target target, boolean dead) {
    Word word = latest.get(target.name());
    return word != null && word.isOfIt() && word.dead() == dead;
  }

  /** {@code target} is none any more. */
  void forget(Target target) {
    latest.remove(target.name());
  }

  @Override
  public Sighting look(Target target) throws IOException, InterruptedException {
    Word word = ask(target);
    latest.put(target.name(), word);
    return switch (word.kind()) {
      case SEEN ->
          new Sighting(
              Duration.ofMillis(word.roundTripMs()),
              ClientStatus.NONE,
              "",
              Duration.ofMillis(word.ageMs()));
      case MISSED -> throw new IOException(word.detail());
      case ABSTAINS -> throw new CannotLookException(node + " abstains: " + word.detail());
      case KNOWS_IT_NOT -> throw new CannotLookException(node + " looks at no such target");
    };
  }

  private Word ask(Target target) throws IOException, InterruptedException {
    try {
      return Word.of(
          peers
              .ask(node, SUBJECT, target.name() + " " + target.config().where())
              .toCompletableFuture()
              .get(target.config().timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new CannotLookException(
          node + " did not say within " + target.config().timeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new CannotLookException(
          cause instanceof PeerAwayException ? String.valueOf(cause.getMessage()) : "" + cause);
    } catch (IllegalArgumentException e) {
      throw new CannotLookException(node + " says what cannot be read: " + e.getMessage());
    }
  }
}
