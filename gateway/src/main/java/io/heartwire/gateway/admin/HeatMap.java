package io.heartwire.gateway.admin;

import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.Silence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * All attached clients by how long they have been silent, as a share of the timeout that each is
 * held to. As large for many clients as for few: {@value #ROWS} rows of {@value #COLUMNS} figures
 * and {@value #LONGEST} names.
 *
 * @param at when the event loops were asked
 * @param by what the rows are: the clients of one group, listener, version, source network or state
 * @param attached how many clients there are
 * @param heard of how many of them the event loops have told; the others are on a loop that is
 *     blocked, or came just now
 * @param rows the largest ones by their names, and at the end one of all the others
 * @param longest those that are nearest to their timeout
 */
record HeatMap(
    Instant at, String by, long attached, int heard, List<Row> rows, List<Client> longest) {
  /** The last column holds those at or beyond their timeout, each other one 5 % of it. */
  static final int COLUMNS = 21;

  static final int ROWS = 40;
  static final int LONGEST = 20;
  private static final int PERCENT_A_COLUMN = 5;

  /**
   * Clients that have something in common.
   *
   * @param name what that is; empty for those that have nothing there
   * @param others true for the row that holds what the other rows do not
   * @param suspects how many of them the detector suspects
   * @param cells how many of them are how silent
   */
  record Row(String name, boolean others, int clients, int suspects, List<Integer> cells) {}

  /** One client near its timeout; {@code percent} of it has passed. */
  record Client(String clientId, String state, long silenceMs, long timeoutMs, int percent) {
    static Client of(Silence silence) {
      Session session = silence.session();
      return new Client(
          session.clientId().value(),
          silence.state(),
          silence.silenceMs(),
          session.policy().timeout().toMillis(),
          passedPercent(silence));
    }
  }

  /** A row for each value of {@code dimension}, or for the most frequent ones. */
  static List<Row> rows(Collection<Silence> silences, Function<Silence, String> dimension) {
    var rows = new HashMap<String, Counts>();
    for (Silence silence : silences) {
      rows.computeIfAbsent(dimension.apply(silence), Counts::new).add(silence);
    }
    return largest(rows);
  }

  private static List<Row> largest(Map<String, Counts> rows) {
    List<Counts> bySize =
        rows.values().stream().sorted(Comparator.comparingInt((Counts it) -> -it.clients)).toList();
    int own = bySize.size() <= ROWS ? bySize.size() : ROWS - 1;
    List<Row> shown = new ArrayList<>();
    bySize.subList(0, own).stream()
        .sorted(Comparator.comparing((Counts it) -> it.name))
        .forEach(it -> shown.add(it.row(false)));
    if (own < bySize.size()) {
      shown.add(Counts.sum(bySize.subList(own, bySize.size())).row(true));
    }
    return shown;
  }

  /** Those nearest to their timeout, the nearest first; the whole is never sorted. */
  static List<Client> longest(Collection<Silence> silences) {
    Comparator<Silence> order = Comparator.comparingInt(HeatMap::passedPercent);
    var nearest = new PriorityQueue<Silence>(LONGEST + 1, order);
    for (Silence silence : silences) {
      nearest.add(silence);
      if (nearest.size() > LONGEST) {
        nearest.poll();
      }
    }
    return nearest.stream()
        .sorted(order.reversed().thenComparing(silence -> silence.session().clientId().value()))
        .map(Client::of)
        .toList();
  }

  private static int passedPercent(Silence silence) {
    return percent(silence.silenceMs(), silence.session().policy().timeout().toMillis());
  }

  private static int percent(long part, long whole) {
    return whole <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, part * 100 / whole);
  }

  private static final class Counts {
    private final String name;
    private final int[] cells = new int[COLUMNS];
    private int clients;
    private int suspects;

    Counts(String name) {
      this.name = name;
    }

    void add(Silence silence) {
      cells[Math.min(COLUMNS - 1, passedPercent(silence) / PERCENT_A_COLUMN)]++;
      clients++;
      if (!silence.state().equals("ALIVE")) {
        suspects++;
      }
    }

    static Counts sum(List<Counts> all) {
      var sum = new Counts("");
      for (Counts each : all) {
        sum.clients += each.clients;
        sum.suspects += each.suspects;
        for (int i = 0; i < COLUMNS; i++) {
          sum.cells[i] += each.cells[i];
        }
      }
      return sum;
    }

    Row row(boolean others) {
      return new Row(name, others, clients, suspects, Arrays.stream(cells).boxed().toList());
    }
  }
}
