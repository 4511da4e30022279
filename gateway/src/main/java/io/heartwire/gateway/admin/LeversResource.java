package io.heartwire.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.cluster.Scope;
import io.heartwire.gateway.cluster.SharedSettings;
import io.heartwire.gateway.session.LeverDesk;
import io.heartwire.gateway.session.SharedForm;
import io.heartwire.gateway.session.TimedLever;
import io.heartwire.netty.LoopStats;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /api/v1/holds} and {@code /api/v1/extensions}: levers that end by themselves. */
final class LeversResource {
  private static final Duration USUAL_TIME = Duration.ofMinutes(10);
  private static final Set<String> KNOWN =
      Set.of("timeMs", "moreMs", "group", "listener", "client");
  private static final int NAME_MOST = 64;

  /** What is left fits in a number of JavaScript. */
  private static final int UNUSED_BITS = 12;

  private final AdminSources sources;
  private final LeverDesk desk;
  private final ObjectMapper json;
  private final TimedLever.Kind kind;
  private final Others others;
  private final String pulling;
  private final String lifting;
  private final SharedSettings settings;
  private final Keeping keeping;

  LeversResource(AdminSources sources, ObjectMapper json, TimedLever.Kind kind, Others others) {
    this.sources = sources;
    this.desk = sources.levers();
    this.json = json;
    this.kind = kind;
    this.others = others;
    this.pulling = kind.name().toLowerCase(Locale.ROOT);
    this.lifting = pulling + ".lift";
    this.settings = sources.engine().settings();
    this.keeping = new Keeping(sources.engine());
    others.answer(pulling, wish -> settings.change(() -> pulledElsewhere(wish)));
    others.answer(lifting, id -> settings.change(() -> lifted(id.asText())));
  }

  /**
   * What is asked of other gateways.
   *
   * @param id by which it is lifted everywhere
   */
  private record Wish(
      long id, Scope.Kind scope, String name, long moreMs, long timeMs, String by, boolean dryRun) {
    static Wish of(long id, LeverDesk.Wish wish, boolean dryRun) {
      return new Wish(
          id,
          wish.scope().kind(),
          wish.scope().name(),
          wish.more().toMillis(),
          wish.time().toMillis(),
          wish.by(),
          dryRun);
    }
  }

  private LeverView pulledElsewhere(JsonNode wish) {
    return pulled(
        new LeverDesk.Wish(
            kind,
            new Scope(Scope.Kind.valueOf(wish.path("scope").asText()), wish.path("name").asText()),
            Duration.ofMillis(wish.path("moreMs").asLong()),
            Duration.ofMillis(wish.path("timeMs").asLong()),
            wish.path("by").asText()),
        wish.path("id").asLong(),
        wish.path("dryRun").asBoolean());
  }

  private LeverView pulled(LeverDesk.Wish wish, long id, boolean dryRun) {
    try {
      TimedLever lever = dryRun ? desk.foretell(wish) : desk.pull(wish, id);
      return LeverView.of(lever, sources, dryRun);
    } catch (IllegalStateException e) {
      throw new Refusal(409, "Too many levers", String.valueOf(e.getMessage()));
    }
  }

  /** One that no gateway has given; 0 where there can be no other. */
  private long newId() {
    return sources.config().isOfCluster()
        ? sources.mail().randomIds().getAsLong() >>> UNUSED_BITS
        : 0;
  }

  /**
   * What is in force.
   *
   * @param heldVerdicts verdicts that were due and not made because of holds, since the start
   * @param heldOffline how often somebody was not announced offline because of holds
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Levers(List<LeverView> items, long total, long heldVerdicts, long heldOffline) {}

  void list(Context request) {
    Query.of(request);
    List<LeverView> views =
        desk.levers().stream()
            .filter(lever -> lever.kind() == kind)
            .map(lever -> LeverView.of(lever, sources, false))
            .toList();
    request.json(
        new Levers(
            views,
            views.size(),
            Figures.sum(sources.heartbeats(), LoopStats::heldBack),
            desk.offlineHeldBack()));
  }

  void pull(Context request) {
    boolean dryRun = Query.of(request, "dryRun").flag("dryRun");
    JsonNode body = RequestBody.of(request, json, this::expected);
    var wish = new LeverDesk.Wish(kind, scope(body), more(body), time(body), request.ip());
    AuditNote note =
        AuditNote.of(request)
            .scope(wish.scope().toString())
            .values("", kind == TimedLever.Kind.HOLD ? "held" : "+" + wish.more().toMillis() + "ms")
            .dryRun(dryRun);
    long id = newId();
    LeverView mine = dryRun ? pulled(wish, id, true) : pulledForAll(wish, id);
    Others.Heard heard = others.askAll(pulling, Wish.of(id, wish, dryRun));
    note.expires(mine.until());
    request.status(dryRun ? 200 : 201).json(mine.with(heard, others.told(heard)));
  }

  private record Pulled(LeverView view, CompletionStage<Boolean> kept) {}

  private LeverView pulledForAll(LeverDesk.Wish wish, long id) {
    Pulled pulled =
        settings.change(
            () -> new Pulled(pulled(wish, id, false), settings.put(SharedForm.lever(id, wish))));
    keeping.await(pulled.kept());
    return pulled.view();
  }

  void lift(Context request) {
    Query.of(request);
    String id = request.pathParam("id");
    Optional<TimedLever> ours = find(id);
    if (ours.isPresent()) {
      AuditNote.of(request).scope(ours.get().scope().toString());
      keeping.kept(
          () -> {
            desk.lift(ours.get().id());
            return settings.remove(SharedForm.kind(kind), id);
          });
      Others.Heard heard = others.askAll(lifting, id);
      request.json(LeverView.of(ours.get(), sources, false).with(heard, others.told(heard)));
    } else {
      // It was pulled a moment ago, and has not come here yet.
      JsonNode lifted =
          others.askAll(lifting, id).answers().values().stream()
              .filter(answer -> answer.has("id"))
              .findFirst()
              .orElseThrow(
                  () -> Refusal.notFound("there is no such lever " + id + ": it may have ended"));
      AuditNote.of(request).scope(lifted.path("scope").asText());
      keeping.kept(() -> settings.remove(SharedForm.kind(kind), id));
      request.json(lifted);
    }
  }

  /** What was lifted; an empty object if it is not in force here: that is what was asked for. */
  private Object lifted(String id) {
    return find(id)
        .flatMap(lever -> desk.lift(lever.id()))
        .<Object>map(lever -> LeverView.of(lever, sources, false))
        .orElse(Map.of());
  }

  private Optional<TimedLever> find(String id) {
    return desk.levers().stream()
        .filter(lever -> lever.kind() == kind && Long.toString(lever.id()).equals(id))
        .findFirst();
  }

  private Scope scope(JsonNode body) {
    var scopes = new ArrayList<Scope>();
    for (Scope.Kind chosen : List.of(Scope.Kind.GROUP, Scope.Kind.LISTENER, Scope.Kind.CLIENT)) {
      JsonNode name = body.path(word(chosen));
      if (!name.isMissingNode()) {
        checkName(chosen, name);
        scopes.add(new Scope(chosen, name.textValue()));
      }
    }
    if (scopes.size() > 1) {
      throw expected("the body names " + scopes.size() + " scopes");
    }
    return scopes.isEmpty() ? Scope.ALL : scopes.get(0);
  }

  private static String word(Scope.Kind kind) {
    return new Scope(kind, "").toString().strip();
  }

  private void checkName(Scope.Kind chosen, JsonNode name) {
    String text = name.isTextual() ? name.textValue() : "";
    boolean fits =
        switch (chosen) {
          case CLIENT -> ClientId.problemWith(text).isEmpty();
          case LISTENER -> sources.listeners().containsKey(text);
          default -> !text.isEmpty() && text.length() <= NAME_MOST;
        };
    if (!fits) {
      throw expected("'" + text + "' is no " + word(chosen));
    }
  }

  private Duration more(JsonNode body) {
    Duration more = Duration.ofMillis(body.path("moreMs").asLong(0));
    boolean wanted = kind == TimedLever.Kind.EXTENSION;
    boolean fits = !more.isNegative() && more.compareTo(LivenessPolicy.MAX_TIME) <= 0;
    if (!fits || wanted == more.isZero()) {
      throw expected("moreMs is " + body.path("moreMs").asText("not there"));
    }
    return more;
  }

  private Duration time(JsonNode body) {
    if (!body.isObject()) {
      throw expected("the body is no object");
    }
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!KNOWN.contains(name)) {
                throw expected("'" + name + "' is not known");
              }
            });
    Duration time = Duration.ofMillis(body.path("timeMs").asLong(USUAL_TIME.toMillis()));
    if (time.compareTo(LeverDesk.LEAST_TIME) < 0 || time.compareTo(LeverDesk.MOST_TIME) > 0) {
      throw Refusal.badRequest(
          "timeMs ("
              + time.toMillis()
              + ") must be "
              + LeverDesk.LEAST_TIME.toMillis()
              + " to "
              + LeverDesk.MOST_TIME.toMillis()
              + ": change it");
    }
    return time;
  }

  private Refusal expected(String but) {
    String more = kind == TimedLever.Kind.EXTENSION ? "\"moreMs\": 30000, " : "";
    return Refusal.badRequest(
        but
            + ": send {"
            + more
            + "\"timeMs\": 600000, \"group\": \"meters\"}, with listener or client instead of"
            + " group, or none of them for all");
  }

  /** What deserves a look while levers are in force: one sentence each. */
  static List<String> warnings(AdminSources sources) {
    return sources.levers().levers().stream()
        .map(
            lever -> {
              Duration left = Duration.between(sources.wallClock().instant(), lever.until());
              String what =
                  lever.kind() == TimedLever.Kind.HOLD
                      ? "verdicts and offline events are held for "
                      : "the timeout is " + lever.more().toSeconds() + " s longer for ";
              return what
                  + lever.scope()
                  + ", for "
                  + Math.max(0, left.toSeconds())
                  + " s more (number "
                  + lever.id()
                  + ", asked by "
                  + lever.by()
                  + ")";
            })
        .toList();
  }
}
