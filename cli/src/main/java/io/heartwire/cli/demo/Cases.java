package io.heartwire.cli.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What happens to both servers, one after the other. Used by one thread. */
final class Cases {
  private static final Duration START_BOUND = Duration.ofSeconds(60);
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private final Stage stage;
  private final DemoPlan plan;
  private final Patience patience;
  private final Steps steps;

  Cases(Stage stage, DemoPlan plan, Patience patience, Steps steps) {
    this.stage = stage;
    this.plan = plan;
    this.patience = patience;
    this.steps = steps;
  }

  List<DemoCase> all() {
    stage.admitClients();
    if (!patience.holdsWithin(START_BOUND, stage::allCameOnline)) {
      throw new IllegalStateException(
          "not all clients were online within "
              + Words.seconds(START_BOUND)
              + ": try fewer with --clients"
              + stage.tail());
    }
    patience.elapse(SETTLE);
    return List.of(handlerBlocks(), processStops(), clientsHang(), restart());
  }

  private DemoCase handlerBlocks() {
    String what = "a handler blocks " + Words.seconds(DemoPlan.STALL);
    steps.begin("a) " + what + " in both servers");
    Stage.Mark mark = stage.mark();
    stage.block(DemoPlan.STALL);
    awaitEndOfStall(mark);
    return seen("a", what, mark)
        .with(
            figures -> figures.heldFor(stage.ours().heldMs()),
            figures -> figures.heldFor(stage.plain().heldMs()));
  }

  private DemoCase processStops() {
    if (!stage.canStopServers()) {
      String why =
          "left out: a process cannot be stopped and continued here, there is no POSIX kill";
      steps.begin("b) " + why);
      return DemoCase.leftOut("b", why);
    }
    String what = "the process is stopped " + Words.seconds(DemoPlan.STALL);
    steps.begin("b) " + what + " and goes on, both servers");
    Stage.Mark mark = stage.mark();
    stage.stopServers(DemoPlan.STALL);
    awaitEndOfStall(mark);
    return seen("b", what, mark);
  }

  /** Afterwards the stall has been over for longer than a timeout, and whoever was lost is back. */
  private void awaitEndOfStall(Stage.Mark mark) {
    patience.elapse(DemoPlan.STALL.plus(DemoPlan.TIMEOUT).plus(SETTLE));
    awaitBack(mark);
  }

  private DemoCase clientsHang() {
    String what = plan.silent() + " clients fall silent";
    steps.begin("c) " + what + " without closing, on both sides");
    Stage.Mark mark = stage.mark();
    stage.hangSome();
    patience.holdsWithin(
        DemoPlan.FIND_WITHIN,
        () ->
            dead(stage.ours(), mark).found() == plan.silent()
                && dead(stage.plain(), mark).found() == plan.silent());
    Figures.Dead ours = dead(stage.ours(), mark);
    Figures.Dead plain = dead(stage.plain(), mark);
    DemoCase seen = seen("c", what, mark);
    stage.thaw();
    // Those that were found notice it only now; until they are back they belong to this case.
    awaitBack(mark, ours.found(), plain.found());
    return seen.with(figures -> figures.finding(ours), figures -> figures.finding(plain));
  }

  private Figures.Dead dead(ServerProcess server, Stage.Mark mark) {
    return server.foundSince(mark.atNanos(), stage.hangable());
  }

  private DemoCase restart() {
    String cost = "a login costs " + DemoPlan.LOGIN_COST.toMillis() + " ms";
    steps.begin(
        "d) both servers are killed and started again; "
            + cost
            + " of one thread, clients wait "
            + Words.seconds(DemoPlan.LOGIN_WAIT)
            + " for it");
    Stage.Mark mark = stage.mark();
    stage.restartServers(DemoPlan.LOGIN_COST);
    awaitBack(mark);
    patience.elapse(SETTLE);
    return seen("d", "a restart, " + cost, mark, Losses::afterRestart)
        .with(
            figures -> figures.afterLogins(stage.ours().logins()),
            figures -> figures.afterLogins(stage.plain().logins()));
  }

  private void awaitBack(Stage.Mark mark) {
    awaitBack(mark, 0, 0);
  }

  /** Waits until all are online, at least so many of each side for a second time. */
  private void awaitBack(Stage.Mark mark, int ours, int plain) {
    patience.holdsWithin(
        DemoPlan.BACK_WITHIN,
        () -> {
          List<String> log = stage.logSince(mark);
          return Return.of(log, Stage.OURS, plan.clients()).isComplete(plan.clients(), ours)
              && Return.of(log, Stage.PLAIN, plan.clients()).isComplete(plan.clients(), plain);
        });
  }

  private DemoCase seen(String name, String what, Stage.Mark mark) {
    return seen(name, what, mark, ClientEnd::of);
  }

  private DemoCase seen(String name, String what, Stage.Mark mark, Figures.Ends ends) {
    long stalledMs = stage.mark().stalledMs();
    List<String> log = stage.logSince(mark);
    return new DemoCase(
        name,
        what,
        stalledMs,
        Optional.of(
            new DemoCase.Outcome(
                Figures.of(log, Stage.OURS, plan.clients(), ends),
                Figures.of(log, Stage.PLAIN, plan.clients(), ends))));
  }
}
