package io.heartwire.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.SharedSetting;
import io.heartwire.gateway.cluster.SharedSettings;
import io.heartwire.gateway.session.LivenessChecks;
import io.heartwire.gateway.session.LivenessChecks.Scope;
import io.heartwire.gateway.session.LivenessChecks.Target;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.SharedForm;
import io.javalin.http.Context;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code /api/v1/checks}: where the liveness check was turned on or off while running. */
final class ChecksResource {
  private static final int SHOWN = 1_000;

  private static final String SUBJECT = "check";
  private static final String CONFIGURATION = "configuration";

  private final AdminSources sources;
  private final SessionRegistry sessions;
  private final Set<String> listeners;
  private final ObjectMapper json;
  private final Others others;
  private final SharedSettings settings;
  private final Keeping keeping;

  ChecksResource(AdminSources sources, ObjectMapper json, Others others) {
    this.sources = sources;
    this.sessions = sources.sessions();
    this.listeners = sources.listeners().keySet();
    this.json = json;
    this.others = others;
    this.settings = sources.engine().settings();
    this.keeping = new Keeping(sources.engine());
    others.answer(
        SUBJECT,
        wish -> {
          Target target = target(wish.path("scope").asText(), wish.path("name").asText());
          Optional<Boolean> enabled =
              wish.has("enabled")
                  ? Optional.of(wish.path("enabled").asBoolean())
                  : Optional.empty();
          return settings.change(() -> applied(target, enabled));
        });
  }

  /**
   * One setting.
   *
   * @param scope listener, group or client
   * @param enabled whether silence is judged there; absent if only the configuration says
   * @param nodes which gateways have it now; absent if there is only this one
   */
  record CheckView(
      String scope,
      String name,
      Optional<Boolean> enabled,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Others.Told> nodes) {
    static CheckView of(Target target, Optional<Boolean> enabled) {
      return new CheckView(word(target), target.name(), enabled, List.of());
    }
  }

  /**
   * What is in force for one target.
   *
   * @param enabled whether silence is judged there; absent if that is only known once the client is
   *     attached
   * @param from who says so: a target for which it was set while running, or the configuration
   */
  record CheckInForce(String scope, String name, Optional<Boolean> enabled, String from) {
    static CheckInForce of(Target target, LivenessChecks.Setting setting) {
      return of(target, setting.enabled(), text(setting.target()) + ", set while running");
    }

    static CheckInForce of(Target target, boolean enabled, String from) {
      return new CheckInForce(word(target), target.name(), Optional.of(enabled), from);
    }
  }

  void list(Context request) {
    Query.of(request);
    List<LivenessChecks.Setting> settings = sessions.policies().checks().settings();
    request.json(
        new Listing<>(
            settings.stream()
                .map(setting -> CheckView.of(setting.target(), Optional.of(setting.enabled())))
                .sorted(Comparator.comparing(CheckView::scope).thenComparing(CheckView::name))
                .limit(SHOWN)
                .toList(),
            settings.size(),
            Optional.empty()));
  }

  void show(Context request) {
    Query.of(request);
    Target target = target(request.pathParam("scope"), request.pathParam("name"));
    request.json(
        sessions
            .policies()
            .checks()
            .settingOf(target)
            .map(setting -> CheckInForce.of(target, setting))
            .orElseGet(() -> inherited(target)));
  }

  /** What is in force where nothing was set for {@code target} itself. */
  private CheckInForce inherited(Target target) {
    return switch (target.scope()) {
      case CLIENT ->
          sessions
              .session(new ClientId(target.name()))
              .map(session -> inherited(target, session))
              .orElseGet(
                  () ->
                      new CheckInForce(
                          word(target),
                          target.name(),
                          Optional.empty(),
                          "its group and its listener, once it is attached"));
      case GROUP ->
          listeners.stream()
              .map(name -> new Target(Scope.LISTENER, name))
              .flatMap(listener -> sessions.policies().checks().settingOf(listener).stream())
              .findFirst()
              .map(setting -> CheckInForce.of(target, setting))
              .orElseGet(() -> configured(target, target.name()));
      case LISTENER -> configured(target, "");
    };
  }

  private CheckInForce inherited(Target target, Session session) {
    return sessions
        .policies()
        .checks()
        .decisiveFor(session)
        .map(setting -> CheckInForce.of(target, setting))
        .orElseGet(() -> configured(target, session.group()));
  }

  private CheckInForce configured(Target target, String group) {
    return CheckInForce.of(target, sources.config().policy(group).check(), CONFIGURATION);
  }

  private static String text(Target target) {
    return word(target) + " " + target.name();
  }

  private static String word(boolean enabled) {
    return enabled ? "on" : "off";
  }

  private static String word(Target target) {
    return target.scope().name().toLowerCase(Locale.ROOT);
  }

  void set(Context request) {
    Query.of(request);
    Target target = target(request.pathParam("scope"), request.pathParam("name"));
    Optional<Boolean> enabled = enabled(request);
    AuditNote.of(request)
        .scope(text(target))
        .values(
            sessions
                .policies()
                .checks()
                .settingOf(target)
                .map(it -> word(it.enabled()))
                .orElse("-"),
            enabled.map(ChecksResource::word).orElse("-"));
    keeping.kept(
        () -> {
          applied(target, enabled);
          return enabled
              .map(on -> settings.put(SharedForm.check(target, on)))
              .orElseGet(() -> settings.remove(SharedSetting.Kind.CHECK, SharedForm.name(target)));
        });
    CheckView view = CheckView.of(target, enabled);
    request.json(
        new CheckView(
            view.scope(), view.name(), enabled, others.told(others.askAll(SUBJECT, view))));
  }

  private Map<String, String> applied(Target target, Optional<Boolean> enabled) {
    try {
      sessions.check(target, enabled);
      return Map.of();
    } catch (IllegalStateException e) {
      throw new Refusal(409, "Too many settings", String.valueOf(e.getMessage()));
    }
  }

  private Target target(String scope, String name) {
    return switch (scope) {
      case "listener" -> {
        if (!listeners.contains(name)) {
          throw Refusal.notFound(
              "there is no listener " + name + ": use one of " + String.join(", ", listeners));
        }
        yield new Target(Scope.LISTENER, name);
      }
      case "group" -> {
        if (name.isEmpty() || name.length() > 64) {
          throw Refusal.badRequest(
              "a group's name has "
                  + name.length()
                  + " characters, allowed are 1 to 64: correct it");
        }
        yield new Target(Scope.GROUP, name);
      }
      case "client" -> {
        String problem = ClientId.problemWith(name);
        if (!problem.isEmpty()) {
          throw Refusal.badRequest(problem);
        }
        yield new Target(Scope.CLIENT, name);
      }
      default ->
          throw Refusal.notFound(
              "a check is set for a listener, a group or a client, not for a "
                  + scope
                  + ": use one of them");
    };
  }

  /** Empty: the configuration says again. */
  private Optional<Boolean> enabled(Context request) {
    JsonNode body = RequestBody.of(request, json, ChecksResource::expected);
    JsonNode enabled =
        RequestBody.only(body, "enabled")
            .filter(it -> it.isBoolean() || it.isNull())
            .orElseThrow(() -> expected("the body holds something else"));
    return enabled.isNull() ? Optional.empty() : Optional.of(enabled.booleanValue());
  }

  private static Refusal expected(String but) {
    return Refusal.badRequest(
        but
            + ": send {\"enabled\": true}, {\"enabled\": false}, or {\"enabled\": null} to leave it"
            + " to the configuration");
  }
}
