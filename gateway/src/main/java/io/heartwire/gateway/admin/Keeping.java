package io.heartwire.gateway.admin;

import io.heartwire.gateway.cluster.ClusterEngine;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What was set here is to be kept: by a disk, or by what all gateways share. Thread safe. */
final class Keeping {
  private static final long DURABLE_SECONDS = 10;

  private final ClusterEngine engine;

  Keeping(ClusterEngine engine) {
    this.engine = engine;
  }

  /**
   * Runs {@code change}, which puts something in force here, and asks for it to be kept; returns
   * once it is.
   *
   * @throws Refusal if it is not within {@value #DURABLE_SECONDS} s; it is in force all the same
   */
  void kept(Supplier<CompletionStage<Boolean>> change) {
    await(engine.settings().change(change));
  }

  /** The same, of what was asked for already. */
  void await(CompletionStage<Boolean> change) {
    try {
      change.toCompletableFuture().get(DURABLE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw notKept("it was not taken for " + DURABLE_SECONDS + " s");
    } catch (ExecutionException e) {
      throw notKept(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notKept("the gateway is being stopped");
    }
  }

  private Refusal notKept(String why) {
    return new Refusal(
        503,
        "Not durable",
        "this is in force at "
            + engine.peers().self()
            + " only, and not durable yet ("
            + engine.health().problem().orElse(why)
            + "): ask again when that works");
  }
}
