package io.heartwire.gateway.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The gateways that share an engine: who they are, and what they say to each other. Thread safe; no
 * method blocks.
 *
 * <p>What is said may be lost, and comes at most once: whatever must not be lost is kept in the
 * engine, and this only tells where to look. Answers and refusals are bounded in time by {@link
 * #PATIENCE_MS}.
 */
public interface Peers {
  /** So long is waited for the answer of another gateway, in milliseconds. */
  int PATIENCE_MS = 5_000;

  /** The name of this gateway. */
  String self();

  /**
   * The gateways that live, this one among them, by name. Read from memory: up to about a second
   * old, and what they say of themselves up to four.
   */
  List<Peer> live();

  /**
   * What this gateway says of itself in {@link Peer#facts}, from the next renewal of its lease on.
   *
   * @param key small letters, digits and hyphens; each has one place that describes it
   * @param fact asked at each renewal, on a thread of the engine: must not block, and be short (256
   *     characters at most; what is longer is left out, with a warning)
   */
  void describe(String key, Supplier<String> fact);

  /** What {@link #describe describes} this gateway is written at once, not at the next renewal. */
  void refresh();

  /**
   * Asks {@code node}, which may be this one.
   *
   * @param subject what {@link #onAsked} was given there
   * @param words up to 1 MB
   * @return its answer, on a thread of the engine, or a {@link PeerAwayException} that says why
   *     there is none
   */
  CompletionStage<String> ask(String node, String subject, String words);

  /** Tells all gateways but this one, those that come too late or too slowly left out. */
  void tellOthers(String subject, String words);

  /**
   * Answers what is asked about {@code subject}, or hears what is told of it; the last one given
   * does.
   */
  void onAsked(String subject, Answerer answerer);

  /** How much was said since the start. Read from memory. */
  Traffic traffic();

  /**
   * How much was said.
   *
   * @param asked questions of this gateway
   * @param unanswered those of them that failed: late, refused, or not understood
   * @param heard questions and news of others
   * @param refused those of them that there was no room for
   */
  record Traffic(long asked, long unanswered, long heard, long refused) {}

  /** Answers other gateways. */
  @FunctionalInterface
  interface Answerer {
    /**
     * Called on a thread that may wait a little: others are answered by it too.
     *
     * @param from the name of the gateway that asks
     * @return the answer; what is told by {@link #tellOthers} has one that nobody reads
     */
    CompletionStage<String> answer(String from, String words);
  }
}
