package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.observe.TargetState;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.SavedTarget;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.TargetConfig;
import io.heartwire.gateway.targets.TargetView;
import io.heartwire.gateway.targets.Targets;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/targets}: who is asked whether it is there. */
final class TargetsResource {
  private static final Logger LOG = LoggerFactory.getLogger(TargetsResource.class);
  private static final char CURSOR = 'g';

  private final Targets targets;
  private final ClusterEngine engine;
  private final Keeping keeping;
  private final ObjectMapper json;

  TargetsResource(AdminSources sources, ObjectMapper json) {
    this.targets = sources.targets();
    this.engine = sources.engine();
    this.keeping = new Keeping(sources.engine());
    this.json = json;
  }

  /** One target. */
  record View(
      String name,
      String kind,
      String probe,
      String where,
      String state,
      Instant since,
      boolean answers,
      Optional<Instant> lastSeen,
      Optional<Double> roundTripMs,
      int missed,
      String problem,
      Verdict health,
      List<String> observers) {

    static View of(TargetView view) {
      TargetConfig config = view.target().config();
      return new View(
          view.target().name(),
          view.target().kind().word(),
          config.probe().word(),
          config.where(),
          view.state().word(),
          view.since(),
          view.answers(),
          view.lastSeen(),
          view.roundTrip().map(Duration::toNanos).map(nanos -> nanos / 1_000 / 1_000.0),
          view.missed(),
          view.problem(),
          new Verdict(view.health().state().word(), view.health().rule()),
          view.observers());
    }
  }

  /** What its status says of it. */
  record Verdict(String state, String rule) {}

  /** The answer to a DELETE. */
  record Removed(String name) {}

  void list(Context request) {
    Query query = Query.of(request, "limit", "after", "state");
    Optional<String> state = Optional.ofNullable(request.queryParam("state"));
    state.ifPresent(
        word -> {
          if (TargetState.of(word).isEmpty()) {
            throw Refusal.badRequest(
                "state ("
                    + word
                    + ") must be alive, suspect, dead, uncertain or unknown: use one of them");
          }
        });
    Optional<String> after = query.after(CURSOR);
    List<TargetView> all =
        targets.views().stream()
            .filter(view -> state.isEmpty() || state.get().equals(view.state().word()))
            .toList();
    List<TargetView> rest =
        all.stream()
            .filter(view -> after.isEmpty() || view.target().name().compareTo(after.get()) > 0)
            .toList();
    List<View> page = rest.stream().limit(query.limit()).map(View::of).toList();
    Optional<String> next =
        rest.size() > page.size()
            ? Optional.of(Query.cursor(CURSOR, page.get(page.size() - 1).name()))
            : Optional.empty();
    request.json(new Listing<>(page, all.size(), next));
  }

  void show(Context request) {
    Query.of(request);
    request.json(View.of(find(name(request))));
  }

  private TargetView find(String name) {
    return targets.find(name).orElseThrow(() -> unknown(name));
  }

  void add(Context request) {
    Query.of(request);
    String name = name(request);
    Map<String, String> settings =
        settings(RequestBody.of(request, json, TargetsResource::expected));
    TargetConfig config = config(name, settings);
    Added added = engine.settings().change(() -> added(new SavedTarget(name, settings), config));
    Targets.Addition addition = added.addition();
    if (addition == Targets.Addition.TAKEN) {
      throw new Refusal(
          409,
          "Not to be replaced",
          "target "
              + name
              + " is "
              + find(name).target().kind().word()
              + ": change the configuration, or add one of another name");
    }
    if (addition == Targets.Addition.FULL) {
      throw new Refusal(
          429,
          "Too many targets",
          TargetConfig.MOST + " targets were added, the most there can be: remove one");
    }
    keeping.await(added.saved());
    LOG.info("target {} ({}) was added by {}", name, config.where(), request.ip());
    request.status(addition == Targets.Addition.MADE ? 201 : 200).json(View.of(find(name)));
  }

  private record Added(Targets.Addition addition, CompletionStage<Boolean> saved) {}

  /** What is looked at and what is kept change in the same order. */
  private synchronized Added added(SavedTarget target, TargetConfig config) {
    Targets.Addition addition = targets.add(target.name(), config);
    boolean kept = addition == Targets.Addition.MADE || addition == Targets.Addition.REPLACED;
    return new Added(
        addition,
        kept ? engine.saveTarget(target) : CompletableFuture.completedStage(Boolean.FALSE));
  }

  /** What becomes of forgetting it; empty if none of this name was added. */
  private synchronized Optional<CompletionStage<Boolean>> removed(String name) {
    return targets.remove(name) ? Optional.of(engine.forgetTarget(name)) : Optional.empty();
  }

  private static Map<String, String> settings(JsonNode body) {
    if (!body.isObject()) {
      throw expected("the body holds something else");
    }
    Map<String, String> settings = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!field.getValue().isValueNode() || field.getValue().isNull()) {
        throw expected("'" + field.getKey() + "' is no text, number or truth value");
      }
      settings.put(field.getKey(), field.getValue().asText());
    }
    return settings;
  }

  private static TargetConfig config(String name, Map<String, String> settings) {
    try {
      return TargetConfig.of(name, settings);
    } catch (ConfigException e) {
      throw Refusal.badRequest(String.join("; ", e.problems()));
    }
  }

  void remove(Context request) {
    Query.of(request);
    String name = name(request);
    Optional<CompletionStage<Boolean>> removed = engine.settings().change(() -> removed(name));
    if (removed.isEmpty()) {
      TargetView present = find(name);
      throw new Refusal(
          409,
          "Not to be removed",
          "target "
              + name
              + " is "
              + present.target().kind().word()
              + ": change the configuration instead");
    }
    keeping.await(removed.get());
    LOG.info("target {} was removed by {}", name, request.ip());
    request.json(new Removed(name));
  }

  private static String name(Context request) {
    return request.pathParam("name");
  }

  private static Refusal unknown(String name) {
    return Refusal.notFound("there is no target " + name + ": GET /api/v1/targets lists them");
  }

  private static Refusal expected(String but) {
    return Refusal.badRequest(
        but
            + ": send {\"probe\": \"tcp\", \"address\": \"10.0.0.1:22\"}, and other keys as under"
            + " targets.<name> in the configuration");
  }
}
