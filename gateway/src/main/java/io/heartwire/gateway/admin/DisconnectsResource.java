package io.heartwire.gateway.admin;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Departure;
import io.heartwire.gateway.session.Disconnects;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code /api/v1/disconnects}: who left lately, the latest first. */
final class DisconnectsResource {
  private static final char CURSOR = 'd';

  private final Disconnects disconnects;
  private final InstantSource wallClock;

  DisconnectsResource(AdminSources sources) {
    this.disconnects = sources.disconnects();
    this.wallClock = sources.wallClock();
  }

  void list(Context request) {
    Query query = Query.of(request, "limit", "after", "since", "reason", "client");
    int limit = query.limit();
    long before = query.after(CURSOR).map(DisconnectsResource::number).orElse(Long.MAX_VALUE);
    Optional<Instant> since = query.since(wallClock.instant());
    Set<DisconnectReason> reasons =
        query.text("reason").map(DisconnectsResource::reasons).orElse(all());
    Optional<String> client = query.text("client");
    List<Departure> found =
        disconnects.recent().stream()
            .filter(d -> since.isEmpty() || !d.at().isBefore(since.get()))
            .filter(d -> reasons.contains(d.disconnect().reason()))
            .filter(d -> client.isEmpty() || client.equals(d.clientId().map(Object::toString)))
            .toList();
    List<Departure> rest = found.stream().filter(d -> d.number() < before).toList();
    List<Departure> page = rest.subList(0, Math.min(limit, rest.size()));
    request.json(
        new Listing<>(
            page.stream().map(DisconnectView::of).toList(),
            found.size(),
            rest.size() > page.size()
                ? Optional.of(
                    Query.cursor(CURSOR, Long.toString(page.get(page.size() - 1).number())))
                : Optional.empty()));
  }

  private static long number(String cursor) {
    if (!cursor.matches("\\d{1,18}")) {
      throw Refusal.badRequest("after is not the 'next' of this list: begin again without it");
    }
    return Long.parseLong(cursor);
  }

  private static Set<DisconnectReason> all() {
    return EnumSet.allOf(DisconnectReason.class);
  }

  /** {@code SILENT,RESET}, in any case. */
  private static Set<DisconnectReason> reasons(String list) {
    Set<DisconnectReason> reasons = EnumSet.noneOf(DisconnectReason.class);
    for (String name : list.split(",", -1)) {
      reasons.add(reason(name.strip()));
    }
    return reasons;
  }

  private static DisconnectReason reason(String name) {
    String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(DisconnectReason.values())
        .filter(reason -> reason.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.badRequest(
                    "reason ("
                        + name
                        + ") is not one of "
                        + Arrays.toString(DisconnectReason.values())
                        + ": use some of them, separated by commas"));
  }
}
