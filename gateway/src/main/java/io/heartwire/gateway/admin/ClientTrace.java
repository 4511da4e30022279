package io.heartwire.gateway.admin;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.event.CloudEvent;
import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Departure;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.Vitals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is new about one client since the last look. The client's connection is looked at from
 * outside, so that it costs nothing unless somebody traces it. NOT thread safe.
 */
final class ClientTrace {
  private static final int EVENTS_A_LOOK = 50;

  private final AdminSources sources;
  private final ClientId clientId;
  private final Instant began;
  private long lastEvent;
  private @Nullable Session session;
  private boolean looked;
  private String state = "";
  private double roundTripMs = -1;
  private String lastType = "";

  /**
   * One thing that happened, or was seen.
   *
   * @param what {@code attached}, {@code left}, {@code state}, {@code round-trip}, {@code message}
   *     or {@code event}
   * @param words the same for people
   * @param disconnect of {@code left}
   * @param kernel of a {@code state} other than ALIVE, what the kernel knows
   * @param event as it is told
   */
  record Step(
      Instant at,
      String what,
      String words,
      Optional<DisconnectView> disconnect,
      Optional<KernelView> kernel,
      Optional<CloudEvent> event) {}

  /** Of {@code clientId}, from now on: what has been told before is not told again. */
  ClientTrace(AdminSources sources, ClientId clientId) {
    this.sources = sources;
    this.clientId = clientId;
    this.began = sources.wallClock().instant();
    this.lastEvent =
        sources.engine().history(clientId, 1).stream().mapToLong(Event::number).max().orElse(0);
  }

  /** In the order in which it happened, as far as that is known. */
  List<Step> look() {
    List<Step> steps = new ArrayList<>();
    Session present = sources.sessions().session(clientId).orElse(null);
    Session before = session;
    if (before != null && !before.equals(present)) {
      left(before).ifPresent(steps::add);
      forget();
    }
    if (present != null && !present.equals(before)) {
      steps.add(step("attached", words(present)));
    } else if (present == null && !looked) {
      steps.add(step("left", "not attached: what it does from its next login on is told"));
    }
    looked = true;
    session = present;
    if (present != null) {
      vitals(present, steps);
    }
    events(steps);
    return steps;
  }

  private void forget() {
    state = "";
    roundTripMs = -1;
    lastType = "";
  }

  private static String words(Session session) {
    return "session "
        + session.sessionId()
        + ", epoch "
        + session.epoch()
        + ", from "
        + Addresses.text(session.remoteAddress())
        + ", interval "
        + session.policy().interval().toMillis()
        + " ms, timeout "
        + session.policy().timeout().toMillis()
        + " ms";
  }

  private Optional<Step> left(Session gone) {
    Optional<Departure> departure =
        sources.disconnects().recent().stream()
            .filter(it -> it.clientId().equals(Optional.of(clientId)))
            .filter(it -> !it.at().isBefore(began))
            .max(Comparator.comparingLong(Departure::number));
    return departure.map(
        it ->
            new Step(
                it.at(),
                "left",
                it.disconnect().reason()
                    + ", decided by "
                    + it.disconnect().decidedBy()
                    + ", epoch "
                    + gone.epoch()
                    + ": "
                    + it.disconnect().detail(),
                Optional.of(DisconnectView.of(it)),
                Optional.empty(),
                Optional.empty()));
  }

  private void vitals(Session present, List<Step> steps) {
    Optional<Vitals> answer = VitalSigns.of(present);
    String now = answer.map(Vitals::state).orElse(ClientView.UNKNOWN);
    if (!now.equals(state)) {
      String silent = answer.map(it -> ", silent for " + it.silenceMs() + " ms").orElse("");
      Optional<KernelView> kernel =
          answer.filter(it -> !now.equals("ALIVE")).flatMap(it -> KernelView.of(it.kernel()));
      steps.add(
          new Step(
              sources.wallClock().instant(),
              "state",
              (state.isEmpty() ? "" : state + " -> ") + now + silent,
              Optional.empty(),
              kernel,
              Optional.empty()));
      state = now;
    }
    double measured = answer.map(Vitals::roundTripMs).orElse(0.0);
    if (measured > 0 && Double.compare(measured, roundTripMs) != 0) {
      steps.add(step("round-trip", Math.round(measured * 1_000) / 1_000.0 + " ms"));
      roundTripMs = measured;
    }
    String type = present.connection().spot().lastType();
    if (!type.equals(lastType)) {
      steps.add(step("message", "the last one is of type " + type));
      lastType = type;
    }
  }

  private void events(List<Step> steps) {
    List<Event> latest = sources.engine().history(clientId, EVENTS_A_LOOK);
    latest.stream()
        .filter(it -> it.number() > lastEvent)
        .sorted(Comparator.comparingLong(Event::number))
        .forEach(
            it -> {
              lastEvent = it.number();
              steps.add(
                  new Step(
                      it.at(),
                      "event",
                      it.type().word() + ", number " + it.number() + ", epoch " + it.epoch(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.of(CloudEvent.of(it, sources.config().node()))));
            });
  }

  private Step step(String what, String words) {
    return new Step(
        sources.wallClock().instant(),
        what,
        words,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
