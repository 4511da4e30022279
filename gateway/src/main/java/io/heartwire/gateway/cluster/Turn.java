package io.heartwire.gateway.cluster;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The place of this gateway among those that would serve one reader: one at a time has the turn,
 * whoever asks first when nobody has it. It keeps it until it closes this, or cannot reach the
 * engine, or is counted as dead; then another one has it, in a larger term. An engine of one
 * gateway always gives it. Thread safe; nothing here blocks.
 *
 * <p>A gateway without the turn learns of that before another one has it, if its clock runs;
 * whoever asks {@link #term} before each portion tells nothing beside another one, but for what was
 * under way. The cursor moves only for the one that has the turn, whatever the clocks do.
 */
public interface Turn extends AutoCloseable {
  /** What {@link #term} is without the turn. */
  long NONE = 0;

  /**
   * In which term this gateway serves the reader; {@link #NONE} while it does not. Of two terms in
   * which a reader is served, as long as any gateway runs, the later one is larger: what was begun
   * in another term is void. Read from memory.
   */
  long term();

  /**
   * What is known of the reader without asking; empty while nothing is, and where only this gateway
   * could serve it. Read from memory.
   */
  Optional<Seen> seen();

  /**
   * How a reader stood a moment ago, wherever it is served.
   *
   * @param servedBy the gateway that has the turn; empty if none has
   * @param cursor the number of the last event that it had taken
   * @param deadLetters events that it does not take
   */
  record Seen(Optional<String> servedBy, long cursor, long deadLetters) {}

  /**
   * The reader has taken all up to {@code number}.
   *
   * @param term in which it was told
   * @return the number, once it is durable; fails with {@link TurnLostException}, and nothing has
   *     changed, if the reader is not served in this term any more
   */
  CompletionStage<Long> advance(long term, long number);

  /**
   * Keeps {@code letter}, and moves its reader's cursor behind it, both or neither.
   *
   * @param term in which it was told
   * @return what became of it, once it is durable; fails as {@link #advance} does
   */
  CompletionStage<DeadLetters.Buried> bury(long term, DeadLetter letter);

  /** Gives the turn back, and asks for it no more: another gateway may have it at once. */
  @Override
  void close();
}
