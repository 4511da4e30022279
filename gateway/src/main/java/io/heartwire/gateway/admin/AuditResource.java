package io.heartwire.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.heartwire.gateway.cluster.AuditLine;
import io.heartwire.gateway.cluster.AuditLog;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code /api/v1/audit}: who changed what. Writes a line for every request that changes something,
 * whoever answers it, and the answer leaves once that is durable.
 */
final class AuditResource {
  private static final Set<HandlerType> CHANGING =
      Set.of(HandlerType.POST, HandlerType.PUT, HandlerType.PATCH, HandlerType.DELETE);
  private static final int TEXT_MOST = 1_000;

  /* The traffic of applications, not of operators: it would push all else out of the log. */
  private static final Pattern TRAFFIC =
      Pattern.compile("/api/v1/(timeouts/[^/]*|(clients|groups)/[^/]*/messages)");

  private final AdminSources sources;
  private final AuditLog log;

  AuditResource(AdminSources sources) {
    this.sources = sources;
    this.log = sources.engine().audit();
  }

  /**
   * The log, as far as it is kept.
   *
   * @param dropped lines that had to make room since the file was made
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Lines(List<Line> items, long total, Optional<String> next, long dropped) {}

  /** One line. */
  record Line(
      String id,
      Instant at,
      String by,
      String action,
      String scope,
      String before,
      String after,
      Optional<Instant> expires,
      boolean dryRun,
      String result) {
    static Line of(AuditLog.Entry entry) {
      AuditLine line = entry.line();
      return new Line(
          Long.toString(entry.number()),
          line.at(),
          line.by(),
          line.action(),
          line.scope(),
          line.before(),
          line.after(),
          line.expires(),
          line.dryRun(),
          line.result());
    }
  }

  void list(Context request) {
    Query query = Query.of(request, "limit", "after", "since", "action");
    var wanted =
        new AuditLog.Wanted(
            query.text("action"), query.since(sources.wallClock().instant()).orElse(Instant.EPOCH));
    long before = query.text("after").map(EventsResource::number).orElse(Long.MAX_VALUE);
    List<AuditLog.Entry> found = log.list(wanted, before, query.limit() + 1);
    List<Line> page = found.stream().limit(query.limit()).map(Line::of).toList();
    request.json(
        new Lines(
            page,
            log.count(wanted),
            found.size() > page.size()
                ? Optional.of(page.get(page.size() - 1).id())
                : Optional.empty(),
            log.dropped()));
  }

  /** Writes down what {@code request}, which has been answered, has changed. */
  void write(Context request) {
    boolean refused = request.statusCode() >= 400 && request.statusCode() < 500;
    if (refused
        || !CHANGING.contains(request.method())
        || !request.path().startsWith("/api/")
        || TRAFFIC.matcher(request.path()).matches()) {
      return;
    }
    // A disk that is too slow does not keep an operator from acting: the trail waits 2 s at most.
    sources.auditTrail().write(line(request)).toCompletableFuture().join();
  }

  private AuditLine line(Context request) {
    AuditNote note = AuditNote.of(request);
    String done = note.dryRun() ? "would be done" : "done";
    return new AuditLine(
        sources.wallClock().instant(),
        request.ip(),
        note.action(),
        cut(note.scope()),
        cut(note.before()),
        cut(note.after()),
        note.expires(),
        note.dryRun(),
        request.statusCode() < 400 ? done : "failed (" + request.statusCode() + ")");
  }

  private static String cut(String text) {
    return text.length() <= TEXT_MOST ? text : text.substring(0, TEXT_MOST) + "...";
  }
}
