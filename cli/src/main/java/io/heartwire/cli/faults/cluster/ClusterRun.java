package io.heartwire.cli.faults.cluster;

import io.heartwire.cli.demo.Patience;
import io.heartwire.core.time.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One seed, once, from the first client to the verdict. Used by one thread. */
final class ClusterRun {
  private static final Duration ONLINE_BOUND = Duration.ofSeconds(60);
  private static final Duration BACK_BOUND = Duration.ofSeconds(90);
  private static final Duration GONE_BOUND = Duration.ofSeconds(60);
  private static final Duration STIR = Duration.ofMillis(15);
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final Order order;
  private final Patience patience;
  private final NanoClock clock;

  /** What its line of results says before it has begun. */
  record Order(long seed, String commit, String at, Schedule schedule, int clients) {
    /** It says nothing. */
    Trial failed(String why) {
      return new Trial(
          seed, commit, at, schedule.story(), clients, 0, 0, Trial.Ends.NONE, 0, List.of(), why);
    }
  }

  ClusterRun(Order order, Patience patience, NanoClock clock) {
    this.order = order;
    this.patience = patience;
    this.clock = clock;
  }

  /** Lets it happen in {@code lab}. */
  Trial in(Lab lab) {
    try (Churn churn = new Churn(lab.endpoints(), order.clients(), order.seed())) {
      if (!patience.holdsWithin(ONLINE_BOUND, () -> churn.absent().isEmpty())) {
        return order.failed(
            churn.absent().size() + " of " + order.clients() + " clients never came online");
      }
      strike(lab, churn);
      churn.gather();
      long healed = clock.nanoTime();
      if (!patience.holdsWithin(BACK_BOUND, () -> lab.areReady() && churn.absent().isEmpty())) {
        return violated(
            "liveness: "
                + BACK_BOUND.toSeconds()
                + " s after all was well again these were not back: "
                + churn.absent()
                + "\n"
                + lab.tails());
      }
      long tookMs = TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - healed);
      patience.elapse(QUIET);
      churn.leave();
      var admin = new Admin(lab.adminPorts());
      if (!patience.holdsWithin(GONE_BOUND, () -> admin.present().equals(Optional.of(0L)))) {
        return violated("I2: all had left, and " + admin.present() + " are still said to be there");
      }
      return judged(admin, churn, tookMs);
    }
  }

  /** Clients come and go while the blows fall. */
  private void strike(Lab lab, Churn churn) {
    List<Schedule.Strike> coming = new ArrayList<>(order.schedule().strikes());
    List<Schedule.Strike> going = new ArrayList<>();
    long start = clock.nanoTime();
    while (!coming.isEmpty() || !going.isEmpty()) {
      long nowMs = TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - start);
      while (!coming.isEmpty() && coming.get(0).atMs() <= nowMs) {
        Schedule.Strike strike = coming.remove(0);
        lab.begin(strike);
        going.add(strike);
      }
      going.sort(Comparator.comparingInt(Schedule.Strike::endsMs));
      while (!going.isEmpty() && going.get(0).endsMs() <= nowMs) {
        lab.end(going.remove(0));
      }
      churn.stir();
      patience.elapse(STIR);
    }
  }

  private Trial judged(Admin admin, Churn churn, long tookMs) {
    Optional<List<Told>> told = admin.events();
    if (told.isEmpty()) {
      return violated("no gateway answers what the events were");
    }
    List<Told> events = told.get();
    return new Trial(
        order.seed(),
        order.commit(),
        order.at(),
        order.schedule().story(),
        order.clients(),
        churn.seen().size(),
        events.size(),
        new Trial.Ends(
            count(events, "offline"), count(events, "moved"), count(events, "taken-over")),
        tookMs,
        Truth.violations(events, churn.seen()),
        "");
  }

  private static long count(List<Told> events, String word) {
    return events.stream().filter(event -> event.word().equals(word)).count();
  }

  private Trial violated(String why) {
    return new Trial(
        order.seed(),
        order.commit(),
        order.at(),
        order.schedule().story(),
        order.clients(),
        0,
        0,
        Trial.Ends.NONE,
        0,
        List.of(why),
        "");
  }
}
