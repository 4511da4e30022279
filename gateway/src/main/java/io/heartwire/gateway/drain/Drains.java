package io.heartwire.gateway.drain;

import io.heartwire.gateway.cluster.Peer;
import io.heartwire.gateway.cluster.PeerAwayException;
import io.heartwire.gateway.cluster.Peers;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.DrainConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drains of all gateways that share an engine: each begins its own, whoever asks. Thread safe;
 * never blocks.
 */
public final class Drains {
  private static final Logger LOG = LoggerFactory.getLogger(Drains.class);
  private static final String SUBJECT = "drain";
  private static final String BEGIN = "begin";
  private static final String FORETELL = "foretell";
  private static final String SHOW = "show";
  private static final String NONE = "-";

  private final Peers peers;
  private final Drain drain;
  private final Supplier<DrainConfig> config;

  /** {@code drain} is the one of this gateway, and others may begin it from now on. */
  public Drains(Peers peers, Drain drain, Supplier<DrainConfig> config) {
    this.peers = peers;
    this.drain = drain;
    this.config = config;
    peers.onAsked(SUBJECT, this::answer);
  }

  /** The name of this gateway. */
  public String self() {
    return peers.self();
  }

  /** Whether {@code node} lives. */
  public boolean knows(String node) {
    return node.equals(self()) || nodes().contains(node);
  }

  /** The gateways that live, by name. */
  public List<String> nodes() {
    return peers.live().stream().map(Peer::node).toList();
  }

  /**
   * Begins the drain of {@code node}, if it has not begun.
   *
   * @return how far it has come, or a {@link PeerAwayException} with one sentence for people
   */
  public CompletionStage<Drain.Progress> begin(String node, Drain.Pace pace) {
    return ask(node, BEGIN, pace);
  }

  /** How it would begin; one that runs is told of as it is. */
  public CompletionStage<Drain.Progress> foretell(String node, Drain.Pace pace) {
    return ask(node, FORETELL, pace);
  }

  /** How far the drain of {@code node} has come. */
  public CompletionStage<Drain.Progress> progress(String node) {
    return ask(node, SHOW, Drain.Pace.USUAL);
  }

  private CompletionStage<Drain.Progress> ask(String node, String what, Drain.Pace pace) {
    String words = what + " " + text(pace);
    // Our own is there when the engine is not.
    CompletionStage<String> answer =
        node.equals(self()) ? answer(node, words) : peers.ask(node, SUBJECT, words);
    return answer.thenApply(Drains::progressOf);
  }

  private CompletionStage<String> answer(String from, String words) {
    try {
      String[] each = words.split(" ", -1);
      Drain.Pace pace = paceOf(each);
      return CompletableFuture.completedFuture(
          text(
              switch (each[0]) {
                case BEGIN -> beginFor(from, pace);
                case FORETELL -> foretold(pace);
                default -> drain.progress();
              }));
    } catch (ConfigException e) {
      return CompletableFuture.failedFuture(new PeerAwayException(String.valueOf(e.getMessage())));
    }
  }

  private Drain.Progress beginFor(String from, Drain.Pace pace) {
    if (drain.isReady()) {
      LOG.info("a drain is asked for through the administration of {}", from);
    }
    return drain.begin(pace);
  }

  private Drain.Progress foretold(Drain.Pace pace) {
    Drain.Progress now = drain.progress();
    return drain.isReady()
        ? new Drain.Progress(
            now.state(),
            pace.forAll(now.attached(), config.get()),
            Duration.ZERO,
            (int) now.attached(),
            0,
            now.attached())
        : now;
  }

  private static String text(Drain.Pace pace) {
    return pace.time().map(time -> "" + time.toMillis()).orElse(NONE)
        + " "
        + (pace.perSecond().isPresent() ? "" + pace.perSecond().getAsInt() : NONE);
  }

  private static Drain.Pace paceOf(String[] words) {
    Optional<Duration> time =
        words[1].equals(NONE)
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(Long.parseLong(words[1])));
    OptionalInt perSecond =
        words[2].equals(NONE) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(words[2]));
    return new Drain.Pace(time, perSecond);
  }

  private static String text(Drain.Progress progress) {
    return String.join(
        " ",
        progress.state().name().toLowerCase(Locale.ROOT),
        "" + progress.time().toMillis(),
        "" + progress.left().toMillis(),
        "" + progress.total(),
        "" + progress.told(),
        "" + progress.attached());
  }

  private static Drain.Progress progressOf(String text) {
    List<String> words = new ArrayList<>(List.of(text.split(" ", -1)));
    return new Drain.Progress(
        Drain.State.valueOf(words.get(0).toUpperCase(Locale.ROOT)),
        Duration.ofMillis(Long.parseLong(words.get(1))),
        Duration.ofMillis(Long.parseLong(words.get(2))),
        Integer.parseInt(words.get(3)),
        Integer.parseInt(words.get(4)),
        Long.parseLong(words.get(5)));
  }
}
