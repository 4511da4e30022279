package io.heartwire.gateway.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What somebody has set while gateways run, the same for all that share an engine: whoever starts
 * later, or was out of touch, takes over what is set by then. Thread safe.
 *
 * <p>{@link #put} and {@link #remove} never block.
 */
public interface SharedSettings {
  /** Of a gateway that shares its engine with nobody: what is set there ends with it. */
  SharedSettings ALONE =
      new SharedSettings() {
        @Override
        public CompletionStage<Boolean> put(SharedSetting setting) {
          return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletionStage<Boolean> remove(SharedSetting.Kind kind, String name) {
          return CompletableFuture.completedFuture(true);
        }

        @Override
        public <T> T change(Supplier<T> change) {
          return change.get();
        }

        @Override
        public void follow(Follower follower) {
          // Nobody else sets anything.
        }
      };

  /** Puts in force what is set. */
  @FunctionalInterface
  interface Follower {
    /**
     * All that is set now, at whichever gateway; what is not among it is not set any more. Told
     * whenever anything has changed, also what this gateway has changed itself.
     */
    void present(List<SharedSetting> all);
  }

  /** Keeps {@code setting} in place of one of the same kind and name; completes once durable. */
  CompletionStage<Boolean> put(SharedSetting setting);

  /** Keeps it no more; completes once that is durable, with false if it was not kept. */
  CompletionStage<Boolean> remove(SharedSetting.Kind kind, String name);

  /**
   * Runs {@code change}, which puts something in force here, and asks for {@link #put} or {@link
   * #remove} if it was decided here: the follower is told nothing meanwhile, and afterwards nothing
   * of before.
   *
   * @param change short: others wait for it
   */
  <T> T change(Supplier<T> change);

  /**
   * From now on tells {@code follower}, one at a time: at once in this thread what is set now, then
   * on a thread of the engine, within about a second of each change, and of being in touch again.
   */
  void follow(Follower follower);
}
