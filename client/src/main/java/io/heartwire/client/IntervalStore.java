package io.heartwire.client;

import io.heartwire.core.liveness.LearnedInterval;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a client keeps the heartbeat intervals that it has learned, so that the next process on
 * this machine need not lose connections to learn them again. At most {@value
 * io.heartwire.core.liveness.IdleCuts#MOST_NETWORKS} networks.
 *
 * <p>{@link #load} is called once, on the thread that builds the client; {@link #save} on the
 * executor for callbacks, after each lesson. Both may block. What they throw is logged, and costs
 * no more than what is known: the client learns anew.
 */
public interface IntervalStore {
  /** All that was saved last; empty if there is nothing. */
  List<LearnedInterval> load();

  /** Replaces what was saved before. */
  void save(List<LearnedInterval> learned);

  /** Nothing outlives the process. */
  static IntervalStore none() {
    return new IntervalStore() {
      @Override
      public List<LearnedInterval> load() {
        return List.of();
      }

      @Override
      public void save(List<LearnedInterval> learned) {}
    };
  }

  /**
   * A text file, one network a line; replaced as a whole, and made when the first thing is learned.
   * One process at a time: of two, the one that saves last wins. Lines that say nothing are passed
   * over.
   */
  static IntervalStore inFile(Path file) {
    return new IntervalFile(file);
  }
}
