package io.heartwire.cli.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.cli.demo.ChildProcess;
import io.heartwire.cli.demo.Patience;
import io.heartwire.core.time.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One fault, once, from the start of the gateway to the score. Used by one thread. */
final class Run {
  private static final Duration ONLINE_BOUND = Duration.ofSeconds(90);
  private static final Duration CALM_BOUND = Duration.ofSeconds(40);
  private static final Duration QUIET = Duration.ofSeconds(4);
  private static final Duration VERDICT_BOUND = Duration.ofSeconds(10);
  private static final Duration RECOVERY_BOUND = Duration.ofSeconds(45);
  private static final Duration WITNESS_BOUND = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Fault fault;
  private final Order order;
  private final Patience patience;
  private final NanoClock clock;
  private final Consumer<JsonNode> incidents;

  /**
   * What is the same for this fault's scene and its line of results.
   *
   * @param clients how many
   * @param seed what the choices are made from
   * @param commit what is tested
   * @param at when it begins
   * @param witness a command that looks on from shortly before the fault; empty for none
   */
  record Order(int clients, long seed, String commit, String at, Optional<String> witness) {}

  /** {@code incidents} gets the file of the incident that it leads to. */
  Run(Fault fault, Order order, Patience patience, NanoClock clock, Consumer<JsonNode> incidents) {
    this.incidents = incidents;
    this.fault = fault;
    this.order = order;
    this.patience = patience;
    this.clock = clock;
  }

  /** Lets it happen in {@code scene}, which has just been set. */
  Outcome in(Scene scene) {
    if (!patience.holdsWithin(
        ONLINE_BOUND, () -> scene.crowd().figures().online() >= order.clients())) {
      return failed(
          "only "
              + scene.crowd().figures().online()
              + " of "
              + order.clients()
              + " clients came online within "
              + ONLINE_BOUND.toSeconds()
              + " s");
    }
    patience.elapse(QUIET.plusMillis(scene.random().nextInt(1_000)));
    if (!patience.holdsWithin(CALM_BOUND, () -> isCalm(scene))) {
      return failed(
          "an incident was still open "
              + CALM_BOUND.toSeconds()
              + " s after all clients were online: this machine is too busy");
    }
    Optional<ChildProcess> witness =
        order.witness().map(command -> scene.lookOn(command, fault.name()));
    Crowd.Figures before = scene.crowd().figures();
    var observation = new Observation(scene.gateway()::get, fault.expectation(), clock);
    fault.inject(scene);
    try {
      watch(observation, fault.lasts(), () -> false);
    } finally {
      fault.undo(scene);
    }
    watch(observation, VERDICT_BOUND, observation::isDecided);
    observation.incident().ifPresent(incidents);
    watch(observation, RECOVERY_BOUND, () -> observation.breakerIsClosed() && isBack(scene));
    Crowd.Figures after = scene.crowd().figures();
    witness.ifPresent(Run::awaitEnd);
    return outcome(observation, before, after);
  }

  private static void awaitEnd(ChildProcess witness) {
    if (witness.awaitExit(WITNESS_BOUND) != 0) {
      throw new IllegalStateException("the witness failed" + witness.tail());
    }
  }

  private void watch(Observation observation, Duration time, Condition enough) {
    long begun = clock.nanoTime();
    while (clock.nanoTime() - begun < time.toNanos() && !enough.holds()) {
      observation.look();
      patience.elapse(LOOK_EVERY);
    }
  }

  private interface Condition {
    boolean holds();
  }

  /** Whether nothing is the matter, such as with the logins of a start on a busy machine. */
  private static boolean isCalm(Scene scene) {
    return scene.gateway().get("/api/v1/why").filter(why -> why.path("open").asBoolean()).isEmpty();
  }

  /** Whether all clients whose process lives are online. */
  private static boolean isBack(Scene scene) {
    return scene.crowd().figures().online() >= scene.crowd().living();
  }

  private Outcome outcome(Observation seen, Crowd.Figures before, Crowd.Figures after) {
    return new Outcome(
        fault.name(),
        order.seed(),
        order.commit(),
        order.at(),
        fault.expectation().cause().word(),
        seen.openedAfterMs(),
        seen.rightAfterMs(),
        seen.isRight(),
        seen.wrong(),
        seen.verdicts(),
        new Outcome.Clients(
            order.clients(),
            after.online(),
            fault.expectation().clientsLive(),
            Math.max(0, after.livingLost() - before.livingLost()),
            Math.max(0, after.lost() - before.lost()),
            Math.max(0, after.left() - before.left())),
        seen.departures(),
        seen.breaker(),
        "");
  }

  /** A run that says nothing. */
  Outcome failed(String why) {
    return new Outcome(
        fault.name(),
        order.seed(),
        order.commit(),
        order.at(),
        fault.expectation().cause().word(),
        -1,
        -1,
        false,
        List.of(),
        List.of(),
        Outcome.Clients.NONE,
        Map.of(),
        Outcome.Breaker.QUIET,
        why);
  }
}
