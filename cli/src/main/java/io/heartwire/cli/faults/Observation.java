package io.heartwire.cli.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.core.time.NanoClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the gateway says from the moment of an injection on. Used by one thread. */
final class Observation {
  /** Confidence from which on a wrong verdict is a bug. */
  private static final double SURE = 0.8;

  private static final long IN_TIME_MS = 5_000;
  private static final int VERDICTS_MAX = 200;

  private final Answers gateway;
  private final Expectation expected;
  private final NanoClock clock;
  private final long injectedNanos;
  private final List<Verdict> verdicts = new ArrayList<>();
  private final Map<String, Long> seenAfterMs = new LinkedHashMap<>();
  private final String incidentBefore;
  private final Map<String, Long> reasonsBefore;
  private Outcome.Breaker breaker = Outcome.Breaker.QUIET;

  /** Where answers come from. */
  @FunctionalInterface
  interface Answers {
    /** What it answers to a GET; empty if it does not, or has nothing there. */
    Optional<JsonNode> get(String path);
  }

  /** Begins now, just before the injection. */
  Observation(Answers gateway, Expectation expected, NanoClock clock) {
    this.gateway = gateway;
    this.expected = expected;
    this.clock = clock;
    this.incidentBefore = latestIncident().map(Observation::id).orElse("");
    this.reasonsBefore = reasons();
    this.injectedNanos = clock.nanoTime();
  }

  private Optional<JsonNode> latestIncident() {
    return gateway.get("/api/v1/incidents/last");
  }

  private static String id(JsonNode incident) {
    return incident.path("id").asText();
  }

  /** The file of the incident that began last; empty if none did. */
  Optional<JsonNode> incident() {
    return latestIncident().filter(incident -> !id(incident).equals(incidentBefore));
  }

  /** Looks once. */
  void look() {
    lookAtBreaker();
    Optional<JsonNode> why = gateway.get("/api/v1/why");
    why.ifPresent(answer -> note(Verdict.of(answer, afterMs())));
  }

  private long afterMs() {
    return (clock.nanoTime() - injectedNanos) / 1_000_000;
  }

  private void lookAtBreaker() {
    gateway
        .get("/api/v1/status")
        .map(status -> status.path("breaker"))
        .ifPresent(
            now -> {
              boolean open = now.path("state").asText().equalsIgnoreCase("open");
              String why = open ? now.path("why").asText() : breaker.why();
              breaker = new Outcome.Breaker(breaker.opened() || open, !open, why);
            });
  }

  private void note(Verdict verdict) {
    boolean before = !verdict.incident().isEmpty() && verdict.incident().equals(incidentBefore);
    if (before) {
      return;
    }
    if (!verdict.incident().isEmpty()) {
      seenAfterMs.putIfAbsent(verdict.incident(), verdict.afterMs());
    }
    boolean news = verdicts.isEmpty() || !verdicts.get(verdicts.size() - 1).says(verdict);
    if (news && verdicts.size() < VERDICTS_MAX) {
      verdicts.add(verdict);
    }
  }

  /** Whether the breaker is closed, as far as was seen. */
  boolean breakerIsClosed() {
    return breaker.left();
  }

  /** Whether the right answer is there, or the time for it is over. */
  boolean isDecided() {
    return rightAfterMs() >= 0
        || (openedAfterMs() >= 0 && afterMs() - openedAfterMs() > IN_TIME_MS);
  }

  /** When the first incident was seen; -1 if none was. */
  long openedAfterMs() {
    return seenAfterMs.values().stream().findFirst().orElse(-1L);
  }

  /** From there to the right verdict, 0 if it came before; -1 if it never came. */
  long rightAfterMs() {
    return verdicts.stream()
        .filter(verdict -> verdict.meets(expected))
        .filter(verdict -> !expected.opensIncident() || isOfTheFirst(verdict))
        .mapToLong(verdict -> Math.max(0, verdict.afterMs() - Math.max(0, openedAfterMs())))
        .findFirst()
        .orElse(-1);
  }

  private boolean isOfTheFirst(Verdict verdict) {
    return seenAfterMs.keySet().stream().findFirst().filter(verdict.incident()::equals).isPresent();
  }

  /** Whether it came in time, and nothing else was said with confidence before. */
  boolean isRight() {
    long after = rightAfterMs();
    return after >= 0 && after <= IN_TIME_MS;
  }

  /** Verdicts that were sure of something else. That clients come back in a storm is true. */
  List<Verdict> wrong() {
    return verdicts.stream()
        .filter(verdict -> verdict.confidence() >= SURE && !verdict.cause().equals("unknown"))
        .filter(verdict -> !verdict.cause().equals(expected.cause().word()))
        .filter(verdict -> !verdict.cause().equals("reconnect-storm") || isOfTheFirst(verdict))
        .toList();
  }

  List<Verdict> verdicts() {
    return List.copyOf(verdicts);
  }

  Outcome.Breaker breaker() {
    return breaker;
  }

  /** Departures by reason since it began. */
  Map<String, Long> departures() {
    var more = new TreeMap<String, Long>();
    reasons()
        .forEach(
            (reason, count) -> {
              long since = count - reasonsBefore.getOrDefault(reason, 0L);
              if (since > 0) {
                more.put(reason, since);
              }
            });
    return more;
  }

  private Map<String, Long> reasons() {
    var counts = new TreeMap<String, Long>();
    gateway
        .get("/api/v1/status")
        .ifPresent(
            status ->
                status
                    .path("disconnects")
                    .properties()
                    .forEach(one -> counts.put(one.getKey(), one.getValue().asLong())));
    return counts;
  }
}
