package io.heartwire.cli.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What one run of the demonstration came to. Immutable.
 *
 * <p><i>Lost</i> is a living client that the server closed: its own log shows a write within the
 * interval before. Clients that left by themselves and takeovers are counted apart.
 */
public final class DemoReport {
  /** What stands over the columns of {@link #rows}. */
  public static final List<String> HEADINGS =
      List.of(
          "CASE",
          "SERVER",
          "LIVING LOST",
          "GAVE UP",
          "DEAD FOUND",
          "AFTER",
          "99 % BACK",
          "WASTED LOGINS");

  private static final String OURS = "heartwire";
  private static final String PLAIN = "plain netty";
  private static final String NOTHING = "-";

  private final int clients;
  private final List<DemoCase> cases;

  DemoReport(int clients, List<DemoCase> cases) {
    this.clients = clients;
    this.cases = List.copyOf(cases);
  }

  /** The table: two rows for each case. */
  public List<List<String>> rows() {
    var rows = new ArrayList<List<String>>();
    for (DemoCase one : cases) {
      one.outcome()
          .ifPresent(
              both -> {
                rows.add(row(one.name() + ") " + one.what(), OURS, both.ours()));
                rows.add(row("", PLAIN, both.plain()));
              });
    }
    return rows;
  }

  private static List<String> row(String what, String server, Figures figures) {
    return List.of(
        what,
        server,
        Words.count(figures.losses().living()),
        Words.count(figures.losses().leftThemselves()),
        figures.dead().map(dead -> dead.found() + " of " + dead.silent()).orElse(NOTHING),
        figures
            .dead()
            .filter(dead -> dead.found() > 0)
            .map(dead -> Words.measured(dead.slowestMs()))
            .orElse(NOTHING),
        back(figures.back()),
        figures.wastedLogins().isPresent()
            ? Words.count(figures.wastedLogins().getAsLong())
            : NOTHING);
  }

  private static String back(Return back) {
    if (!back.fell()) {
      return NOTHING;
    }
    return back.afterMs().isPresent()
        ? Words.measured(back.afterMs().getAsLong())
        : "not in " + Words.seconds(DemoPlan.BACK_WITHIN);
  }

  /** What was seen, in one sentence. */
  public String sentence() {
    List<String> broken = brokenPromises();
    String plain =
        "the plain Netty server lost "
            + Words.count(living(cases, false))
            + " in all cases together and found "
            + found(false);
    if (!broken.isEmpty()) {
      return "Heartwire " + String.join(" and ", broken) + "; " + plain + ".";
    }
    return "Heartwire lost no living client and found "
        + found(true)
        + "; "
        + plain
        + restartInWords()
        + ".";
  }

  private String restartInWords() {
    return outcomes()
        .filter(both -> both.ours().wastedLogins().isPresent())
        .map(
            both ->
                "; after the restart 99 % were back in "
                    + back(both.ours().back())
                    + " and "
                    + back(both.plain().back())
                    + ", with "
                    + Words.count(both.ours().wastedLogins().orElse(0))
                    + " and "
                    + Words.count(both.plain().wastedLogins().orElse(0))
                    + " wasted logins")
        .findFirst()
        .orElse("");
  }

  private String found(boolean ours) {
    return outcomes()
        .map(both -> ours ? both.ours() : both.plain())
        .flatMap(figures -> figures.dead().stream())
        .map(
            dead ->
                dead.found()
                    + " of "
                    + dead.silent()
                    + " dead ones"
                    + (dead.found() > 0 ? " within " + Words.measured(dead.slowestMs()) : ""))
        .findFirst()
        .orElse("no dead one");
  }

  private Stream<DemoCase.Outcome> outcomes() {
    return cases.stream().flatMap(one -> one.outcome().stream());
  }

  private static int living(List<DemoCase> cases, boolean ours) {
    return cases.stream()
        .flatMap(one -> one.outcome().stream())
        .mapToInt(both -> (ours ? both.ours() : both.plain()).losses().living())
        .sum();
  }

  /** What makes the figures say less than they seem to: a sentence each. */
  public List<String> reservations() {
    var reservations = new ArrayList<String>();
    for (DemoCase one : cases) {
      if (one.outcome().isEmpty()) {
        reservations.add(one.name() + ") " + one.what() + ".");
      }
      if (one.clientsStalled()) {
        reservations.add(
            String.format(
                Locale.ROOT,
                "In %s) the client process itself was away for %s: its clients were late through no"
                    + " fault of a server.",
                one.name(),
                Words.measured(one.clientStallMs())));
      }
    }
    return List.copyOf(reservations);
  }

  /** Whether the gateway lost no living client and found every dead one. */
  public boolean kept() {
    return brokenPromises().isEmpty();
  }

  private List<String> brokenPromises() {
    var broken = new ArrayList<String>();
    for (DemoCase one : cases) {
      one.outcome()
          .map(DemoCase.Outcome::ours)
          .ifPresent(
              ours -> {
                if (ours.losses().living() > 0) {
                  broken.add(
                      "lost "
                          + Words.count(ours.losses().living())
                          + (ours.losses().living() == 1
                              ? " living client in "
                              : " living clients in ")
                          + one.name()
                          + ")");
                }
                ours.dead()
                    .filter(dead -> dead.found() < dead.silent())
                    .ifPresent(
                        dead ->
                            broken.add(
                                "missed "
                                    + (dead.silent() - dead.found())
                                    + " of "
                                    + dead.silent()
                                    + " dead clients in "
                                    + one.name()
                                    + ")"));
              });
    }
    return broken;
  }

  /** All figures, and whether the promises were {@code kept}. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("clients", clients);
    json.put("intervalMs", DemoPlan.INTERVAL.toMillis());
    json.put("timeoutMs", DemoPlan.TIMEOUT.toMillis());
    json.put("stallMs", DemoPlan.STALL.toMillis());
    json.put("kept", kept());
    json.put("sentence", sentence());
    ArrayNode list = json.putArray("cases");
    for (DemoCase one : cases) {
      ObjectNode node = list.addObject();
      node.put("case", one.name());
      node.put("what", one.what());
      node.put("shown", one.outcome().isPresent());
      node.put("clientStallMs", one.clientStallMs());
      one.outcome()
          .ifPresent(
              both -> {
                write(node.putObject(OURS), both.ours());
                write(node.putObject("plain"), both.plain());
              });
    }
    return json;
  }

  private static void write(ObjectNode node, Figures figures) {
    node.put("livingLost", figures.losses().living());
    node.put("silentLost", figures.losses().silent());
    node.put("leftThemselves", figures.losses().leftThemselves());
    node.put("logins", figures.back().logins());
    node.put("onlineInTheEnd", figures.back().online());
    figures.back().afterMs().ifPresent(ms -> node.put("backAfterMs", ms));
    figures.wastedLogins().ifPresent(count -> node.put("wastedLogins", count));
    figures.heldMs().ifPresent(ms -> node.put("heldMs", ms));
    figures
        .dead()
        .ifPresent(
            dead ->
                node.put("silent", dead.silent())
                    .put("found", dead.found())
                    .put("slowestFindMs", dead.slowestMs()));
  }
}
