package io.heartwire.bench.events;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a receiver was told, session by session: a session is a client and an epoch, begins with
 * {@code online}, and ends with exactly one of {@code offline}, {@code taken-over} and {@code
 * moved}. A client that was lost and came back has had two, and rightly two ends. Immutable.
 */
final class SessionsTold {
  private static final String ONLINE = "online";
  private static final String OFFLINE = "offline";
  private static final Set<String> ENDS = Set.of(OFFLINE, "taken-over", "moved");

  private final Set<Session> begun = new HashSet<>();

  /** The reasons of its ends by their kind. */
  private final Map<Session, Map<String, String>> ends = new HashMap<>();

  /** The one that began last, by its epoch. */
  private final Map<String, Session> latest = new HashMap<>();

  private int offlineTold;
  private int offlineDistinct;

  private record Session(String client, long epoch) {}

  /**
   * One line of the receiver.
   *
   * @param reason of an end; empty if none was given
   */
  record Told(String kind, String client, long epoch, String reason) {
    private static final int FIELDS = 4;

    /** Events that are about no session are none of ours, nor is a line that was cut short. */
    static Optional<Told> of(String line) {
      String[] words = line.split(" ", -1);
      if (words.length != FIELDS || words[1].isEmpty() || !words[2].matches("\\d{1,18}")) {
        return Optional.empty();
      }
      return Optional.of(new Told(words[0], words[1], Long.parseLong(words[2]), words[3]));
    }

    /** The form that {@link #of} reads. */
    String line() {
      return kind + ' ' + client + ' ' + epoch + ' ' + reason;
    }

    private boolean is(String other) {
      return kind.equals(other);
    }
  }

  private SessionsTold() {}

  static SessionsTold of(List<String> lines) {
    SessionsTold sessions = new SessionsTold();
    lines.stream().flatMap(line -> Told.of(line).stream()).forEach(sessions::add);
    return sessions;
  }

  private void add(Told told) {
    var session = new Session(told.client(), told.epoch());
    if (told.is(ONLINE)) {
      begun.add(session);
      latest.merge(
          told.client(), session, (one, other) -> one.epoch() > other.epoch() ? one : other);
    } else if (ENDS.contains(told.kind())) {
      var ways = ends.computeIfAbsent(session, none -> new HashMap<>());
      boolean isNew = ways.putIfAbsent(told.kind(), told.reason()) == null;
      if (told.is(OFFLINE)) {
        offlineTold++;
        offlineDistinct += isNew ? 1 : 0;
      }
    }
  }

  /** How many sessions have begun. */
  int sessions() {
    return begun.size();
  }

  /** Lines of {@code offline}. */
  int offlineTold() {
    return offlineTold;
  }

  /** Of them, without those that were told again. */
  int offlineDistinct() {
    return offlineDistinct;
  }

  /** How many clients are offline by what was told of their latest session. */
  int clientsOffline() {
    return (int) latest.values().stream().filter(this::isOffline).count();
  }

  private boolean isOffline(Session session) {
    return ends.getOrDefault(session, Map.of()).containsKey(OFFLINE);
  }

  /** What is wrong, in sentences; empty if each session that began has ended exactly once. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    fault(faults, begun.stream().filter(it -> !ends.containsKey(it)).count(), "have no end");
    fault(
        faults,
        ends.values().stream().filter(it -> it.size() > 1).count(),
        "have ended in more than one way");
    fault(
        faults,
        ends.keySet().stream().filter(it -> !begun.contains(it)).count(),
        "have ended that never began");
    return faults;
  }

  private static void fault(List<String> faults, long count, String what) {
    if (count > 0) {
      faults.add(String.format(Locale.ROOT, "%,d sessions %s", count, what));
    }
  }

  /** The ends of sessions that were not the last of their client, by kind and reason. */
  Map<String, Long> earlier() {
    return ends.entrySet().stream()
        .filter(end -> !end.getKey().equals(latest.get(end.getKey().client())))
        .flatMap(end -> end.getValue().entrySet().stream())
        .collect(
            Collectors.groupingBy(
                end -> (end.getKey() + ' ' + end.getValue()).strip(),
                TreeMap::new,
                Collectors.counting()));
  }
}
