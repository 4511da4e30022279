package io.heartwire.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.session.TimedLever;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A hold or an extension.
 *
 * @param id by which it is lifted; 0 of a dry run
 * @param kind hold or extension
 * @param scope for whom: all, or listener, group or client with its name
 * @param moreMs of an extension: what is added to the timeout
 * @param leftMs until it ends by itself
 * @param clients attached clients that it applies to
 * @param suspects those of them that are silent for longer than they promised: whom it spares now
 * @param dryRun nothing has been changed
 * @param nodes which gateways have it now; absent if there is only this one, and in the list
 */
record LeverView(
    String id,
    String kind,
    String scope,
    long moreMs,
    Instant since,
    Instant until,
    long leftMs,
    String by,
    long clients,
    long suspects,
    boolean dryRun,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Others.Told> nodes) {
  static LeverView of(TimedLever lever, AdminSources sources, boolean dryRun) {
    Duration left = Duration.between(sources.wallClock().instant(), lever.until());
    return new LeverView(
        Long.toString(lever.id()),
        lever.kind() == TimedLever.Kind.HOLD ? "hold" : "extension",
        lever.scope().toString(),
        lever.more().toMillis(),
        lever.since(),
        lever.until(),
        Math.max(0, left.toMillis()),
        lever.by(),
        sources.sessions().sessions().stream().filter(lever::concerns).count(),
        sources.doors().silences().get().stream()
            .filter(silence -> lever.concerns(silence.session()))
            .filter(silence -> !silence.state().equals("ALIVE"))
            .count(),
        dryRun,
        List.of());
  }

  /** With what it does at the other gateways. */
  LeverView with(Others.Heard heard, List<Others.Told> told) {
    long more = 0;
    long moreSuspects = 0;
    for (JsonNode there : heard.answers().values()) {
      more += there.path("clients").asLong();
      moreSuspects += there.path("suspects").asLong();
    }
    return new LeverView(
        id,
        kind,
        scope,
        moreMs,
        since,
        until,
        leftMs,
        by,
        clients + more,
        suspects + moreSuspects,
        dryRun,
        told);
  }
}
