package io.heartwire.gateway.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must hold of sessions whatever dies: I1 an epoch has one owner at most; I2 an epoch that
 * came online ends once, and the newest one of a client at most once; I3 what has ended does not
 * end after something newer has begun; I4 nobody is attached to a node in an incarnation that is
 * fenced. Each check answers what breaks it, one sentence each.
 */
public final class Invariants {
  private static final Set<String> TERMINAL = Set.of("offline", "moved", "taken-over");
  private static final int EXAMPLES = 20;

  private Invariants() {}

  /**
   * An event of a client, in the order of the log.
   *
   * @param word as in the interfaces
   */
  public record Told(String client, long epoch, String word) {}

  /** That {@code node} holds {@code client}, in this epoch. */
  public record Owned(String node, String client, long epoch) {}

  /** That {@code client} is attached to {@code node} in this incarnation, by what all know. */
  public record Seated(String client, String node, long incarnation) {}

  /** The events of clients among {@code events}. */
  public static List<Told> told(List<Event> events) {
    return events.stream()
        .filter(event -> event.client().isPresent())
        .map(event -> new Told(event.client().get(), event.epoch(), event.type().word()))
        .toList();
  }

  /** I1, of what all nodes hold at one moment, or of all that they ever held. */
  public static List<String> owners(List<Owned> owned) {
    Map<String, Set<String>> nodes = new TreeMap<>();
    owned.forEach(
        one ->
            nodes
                .computeIfAbsent(one.client() + "#" + one.epoch(), it -> new TreeSet<>())
                .add(one.node()));
    return some(
        nodes.entrySet().stream()
            .filter(entry -> entry.getValue().size() > 1)
            .map(entry -> "I1: " + entry.getKey() + " is held by " + entry.getValue())
            .toList());
  }

  /** I2 and I3, of a log. */
  public static List<String> log(List<Told> log) {
    Map<String, List<Told>> clients = new TreeMap<>();
    log.stream()
        .filter(event -> event.word().equals("online") || TERMINAL.contains(event.word()))
        .forEach(
            event -> clients.computeIfAbsent(event.client(), it -> new ArrayList<>()).add(event));
    List<String> broken = new ArrayList<>();
    clients.forEach((client, events) -> check(client, events, broken));
    return some(broken);
  }

  private static void check(String client, List<Told> events, List<String> broken) {
    Map<Long, Integer> online = new HashMap<>();
    Map<Long, Integer> ended = new HashMap<>();
    long newest = 0;
    for (Told event : events) {
      if (event.word().equals("online")) {
        online.merge(event.epoch(), 1, Integer::sum);
        newest = Math.max(newest, event.epoch());
      } else {
        ended.merge(event.epoch(), 1, Integer::sum);
        if (event.epoch() < newest) {
          broken.add("I3: " + client + ": " + event + " comes after online of " + newest);
        }
        if (!online.containsKey(event.epoch())) {
          broken.add("I2: " + client + ": " + event + " of what never came online");
        }
      }
    }
    for (long epoch : new TreeSet<>(online.keySet())) {
      int ends = ended.getOrDefault(epoch, 0);
      if (online.get(epoch) > 1 || ends > 1 || (ends == 0 && epoch < newest)) {
        broken.add(
            "I2: "
                + client
                + "#"
                + epoch
                + " came online "
                + online.get(epoch)
                + " times, and ended "
                + ends
                + " times");
      }
    }
  }

  /** I4, once those who died are buried; {@code fence} by node. */
  public static List<String> fenced(List<Seated> seated, Map<String, Long> fence) {
    return some(
        seated.stream()
            .filter(one -> one.incarnation() < fence.getOrDefault(one.node(), 0L))
            .map(one -> "I4: " + one + " is beneath the fence " + fence.get(one.node()))
            .toList());
  }

  private static List<String> some(List<String> broken) {
    return broken.size() <= EXAMPLES ? broken : broken.subList(0, EXAMPLES);
  }
}
