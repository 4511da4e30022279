package io.heartwire.redis;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Holding;
import io.heartwire.gateway.cluster.PresenceState;
import io.heartwire.gateway.cluster.Selection;
import io.heartwire.gateway.session.Identity;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/** Reads what is known of clients. Thread safe; waits for Redis. */
final class Rows {
  private static final int PAGE = 500;

  /** Comes behind every character of a client id. */
  private static final String BEHIND = "\u007f";

  private final RedisLink link;
  private final Keys keys;

  Rows(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  Optional<Holding> find(ClientId client) {
    return all(List.of(client.value())).stream().findFirst();
  }

  /** Of those that are known, in the order of {@code clients}. */
  private List<Holding> all(Collection<String> clients) {
    record Asked(
        String client,
        CompletionStage<Map<String, String>> row,
        CompletionStage<String> evidence) {}
    List<Asked> asked = new ArrayList<>();
    for (String client : clients) {
      String base = keys.of(client);
      asked.add(
          new Asked(
              client,
              link.commands().hgetall(base + "s:" + client),
              link.commands().get(base + "w:" + client)));
    }
    List<Holding> found = new ArrayList<>();
    for (Asked one : asked) {
      Fields row = new Fields(link.await(one.row()));
      Optional<String> evidence = Optional.ofNullable(link.await(one.evidence()));
      if (row.has("s")) {
        found.add(holding(one.client(), row, evidence));
      }
    }
    return found;
  }

  private static Holding holding(String client, Fields row, Optional<String> evidence) {
    PresenceState state = state(row.text("s"));
    boolean away = state != PresenceState.ATTACHED;
    Optional<Instant> seen = row.find("z").map(Micros::instant);
    // Each is written only if it is not the one before: an epoch is the moment at which it began.
    String began = row.find("t").orElse(row.text("e"));
    String changed = row.find("h").orElse(began);
    return new Holding(
        new ClientId(client),
        state,
        row.number("e"),
        row.findText("u"),
        row.find("g").orElse(Identity.DEFAULT_GROUP),
        Seat.door(row.text("d"), row.text("a")),
        row.findText("o").map(Rows::nodeOf),
        Micros.instant(began),
        Micros.instant(changed),
        away ? seen : Optional.empty(),
        away ? row.find("q") : Optional.empty(),
        away ? evidence : Optional.empty());
  }

  private static String nodeOf(String owner) {
    return owner.substring(0, owner.lastIndexOf('.'));
  }

  private static PresenceState state(String number) {
    return switch (number) {
      case "0" -> PresenceState.OFFLINE;
      case "1" -> PresenceState.IN_GRACE;
      default -> PresenceState.ATTACHED;
    };
  }

  List<Holding> clientsOf(String user) {
    List<String> clients = link.await(link.commands().zrange(keys.log("user:" + user), 0, -1));
    return all(new TreeSet<>(clients)).stream()
        .filter(holding -> holding.user().equals(Optional.of(user)))
        .toList();
  }

  List<Holding> clients(Selection selection) {
    List<Holding> found = new ArrayList<>();
    String after = selection.after();
    boolean more = true;
    while (more && found.size() < selection.limit()) {
      List<String> names = names(selection, after, PAGE);
      all(names).stream().filter(holding -> fits(selection, holding)).forEach(found::add);
      more = names.size() == PAGE;
      after = more ? names.get(PAGE - 1) : after;
    }
    return found.subList(0, Math.min(found.size(), selection.limit()));
  }

  long count(Selection selection) {
    if (selection.equal().equals(Selection.Equal.ANY)) {
      Range<String> range = range(selection, "");
      List<CompletionStage<Long>> counts = new ArrayList<>();
      indexes(selection.state())
          .forEach(index -> counts.add(link.commands().zlexcount(index, range)));
      return counts.stream().mapToLong(link::await).sum();
    }
    var all =
        new Selection(
            selection.state(), selection.beginning(), selection.equal(), "", Integer.MAX_VALUE);
    return clients(all).size();
  }

  /** The clients of {@code group} that are in grace. */
  List<ClientId> inGrace(String group) {
    List<ClientId> found = new ArrayList<>();
    var selection =
        new Selection(
            PresenceState.IN_GRACE,
            "",
            new Selection.Equal(
                Optional.of(group),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            "",
            Integer.MAX_VALUE);
    clients(selection).forEach(holding -> found.add(holding.clientId()));
    return found;
  }

  /** The clients of {@code group} that are attached to {@code node}. */
  List<ClientId> attachedTo(String node, String group) {
    List<ClientId> found = new ArrayList<>();
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      String base = keys.of(i);
      for (String owner : link.await(link.commands().smembers(base + "owners"))) {
        if (nodeOf(owner).equals(node)) {
          addOf(group, base, base + "on:" + owner, found);
        }
      }
    }
    return found;
  }

  private void addOf(String group, String base, String index, List<ClientId> found) {
    Range.Boundary<String> from = Range.Boundary.unbounded();
    List<String> names;
    do {
      Range<String> range = Range.from(from, Range.Boundary.unbounded());
      names = link.await(link.commands().zrangebylex(index, range, Limit.from(PAGE)));
      List<RedisFuture<String>> groups =
          names.stream().map(name -> link.commands().hget(base + "s:" + name, "g")).toList();
      for (int k = 0; k < names.size(); k++) {
        Optional<String> its = Optional.ofNullable(link.await(groups.get(k)));
        if (its.orElse(Identity.DEFAULT_GROUP).equals(group)) {
          found.add(new ClientId(names.get(k)));
        }
      }
      from = names.isEmpty() ? from : Range.Boundary.excluding(names.get(names.size() - 1));
    } while (names.size() == PAGE);
  }

  /** The first names that come after {@code after}. */
  private List<String> names(Selection selection, String after, int limit) {
    Range<String> range = range(selection, after);
    List<RedisFuture<List<String>>> asked = new ArrayList<>();
    indexes(selection.state())
        .forEach(index -> asked.add(link.commands().zrangebylex(index, range, Limit.from(limit))));
    return asked.stream()
        .flatMap(names -> link.await(names).stream())
        .sorted()
        .limit(limit)
        .toList();
  }

  private static Range<String> range(Selection selection, String after) {
    String beginning = selection.beginning();
    Range.Boundary<String> from =
        beginning.isEmpty() ? Range.Boundary.unbounded() : Range.Boundary.including(beginning);
    if (!after.isEmpty() && after.compareTo(beginning) >= 0) {
      from = Range.Boundary.excluding(after);
    }
    return Range.from(
        from,
        beginning.isEmpty()
            ? Range.Boundary.unbounded()
            : Range.Boundary.excluding(beginning + BEHIND));
  }

  /** The names of those in {@code state}, sorted in each. */
  private List<String> indexes(PresenceState state) {
    List<String> indexes = new ArrayList<>();
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      String base = keys.of(i);
      switch (state) {
        case OFFLINE -> indexes.add(base + "off");
        case IN_GRACE -> indexes.add(base + "lost");
        case ATTACHED ->
            link.await(link.commands().smembers(base + "owners"))
                .forEach(owner -> indexes.add(base + "on:" + owner));
      }
    }
    return indexes;
  }

  private static boolean fits(Selection selection, Holding holding) {
    Selection.Equal equal = selection.equal();
    return holding.state() == selection.state()
        && equal.group().map(holding.group()::equals).orElse(true)
        && equal.listener().map(holding.door().listener()::equals).orElse(true)
        && equal.user().map(user -> holding.user().equals(Optional.of(user))).orElse(true)
        && equal.version().map(holding.door().version()::equals).orElse(true)
        && equal.host().map(host -> isHost(holding.door().remoteAddress(), host)).orElse(true);
  }

  private static boolean isHost(String address, String host) {
    String bare = address.replaceFirst(":\\d*$", "");
    return bare.equals(host) || bare.equals("[" + host + "]");
  }
}
