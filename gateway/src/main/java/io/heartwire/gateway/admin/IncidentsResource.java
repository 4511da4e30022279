package io.heartwire.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.doctor.Incident;
import io.heartwire.doctor.IncidentJson;
import io.heartwire.doctor.diagnosis.Diagnosis;
import io.heartwire.doctor.evidence.Window;
import io.heartwire.gateway.cluster.EngineAwayException;
import io.heartwire.gateway.cluster.ToldIncident;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code /api/v1/incidents}, {@code /why} and {@code /evidence}: why many left at once. */
final class IncidentsResource {
  private static final long PATIENCE_SECONDS = 5;
  private static final Duration SHOWN = Duration.ofMinutes(2);

  private static final String LIST = "incidents";
  private static final String ONE = "incident";

  private final AdminSources sources;
  private final Others others;

  IncidentsResource(AdminSources sources, Others others) {
    this.sources = sources;
    this.others = others;
    others.answer(LIST, question -> summaries());
    others.answer(ONE, id -> IncidentJson.write(incident(id.asText())));
  }

  /**
   * Incidents of all gateways.
   *
   * @param next null: all are on one page
   * @param missing gateways that did not answer: theirs are not among these
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  private record Page(
      List<ObjectNode> items,
      long total,
      Optional<String> next,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Others.Missing> missing) {}

  void list(Context request) {
    Query query = Query.of(request, "limit");
    List<ObjectNode> all = summaries();
    Others.Heard heard = others.askAll(LIST, Map.of());
    for (JsonNode there : heard.answers().values()) {
      there.forEach(summary -> all.add((ObjectNode) summary));
    }
    List<Others.Missing> missing = new ArrayList<>(heard.missing());
    all.addAll(ToldIncidents.beside(all, told(missing)));
    List<ObjectNode> shown = IncidentGroups.of(all);
    request.json(
        new Page(
            shown.subList(0, Math.min(query.limit(), shown.size())),
            shown.size(),
            Optional.empty(),
            missing));
  }

  /** What gateways told that may be lost; if that cannot be known, {@code missing} says so. */
  private List<ToldIncident> told(List<Others.Missing> missing) {
    String why = "this gateway is out of touch with what all gateways share";
    try {
      if (!sources.engine().standing().detached()) {
        return sources.engine().toldIncidents();
      }
    } catch (EngineAwayException e) {
      why = String.valueOf(e.getMessage());
    }
    missing.add(new Others.Missing("(lost gateways)", why));
    return List.of();
  }

  private List<ObjectNode> summaries() {
    List<ObjectNode> summaries = new ArrayList<>();
    doctor().incidents().incidents().forEach(it -> summaries.add(IncidentJson.summary(it)));
    return summaries;
  }

  /** That of this gateway, else of the first other one that knows it; {@code node}: of that one. */
  void show(Context request) {
    Optional<String> node = Query.of(request, "node").text("node");
    String id = request.pathParam("id");
    Optional<String> elsewhere = others.elsewhere(node);
    if (elsewhere.isPresent()) {
      request.json(others.ask(elsewhere.get(), ONE, id));
      return;
    }
    try {
      request.json(IncidentJson.write(incident(id)));
    } catch (Refusal refusal) {
      JsonNode there =
          node.isPresent()
              ? MissingNode.getInstance()
              : others.askAll(ONE, id).answers().values().stream()
                  .findFirst()
                  .orElse(MissingNode.getInstance());
      request.json(
          there.isMissingNode()
              ? ToldIncidents.find(told(new ArrayList<>()), id).orElseThrow(() -> refusal)
              : there);
    }
  }

  private Incident incident(String id) {
    return doctor()
        .incidents()
        .incident(id)
        .orElseThrow(
            () ->
                Refusal.notFound(
                    id.equals("last")
                        ? "there was no incident since the start"
                        : "incident '"
                            + id
                            + "' is not among those that are kept: ask for the list"));
  }

  /** The open incident, else the newest, else this moment. */
  void why(Context request) {
    Query.of(request);
    Optional<Incident> incident = doctor().incidents().incident("last");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    incident.ifPresent(it -> answer.set("incident", IncidentJson.summary(it)));
    answer.put("open", incident.filter(Incident::isOpen).isPresent());
    Diagnosis diagnosis = incident.map(Incident::diagnosis).orElseGet(this::now);
    answer.set("diagnosis", IncidentJson.tree(diagnosis));
    request.json(answer);
  }

  private Diagnosis now() {
    try {
      return doctor()
          .incidents()
          .judgeNow(sources.wallClock().instant())
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw unavailable("the doctor is busy: ask again in a few seconds");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("the gateway is being stopped");
    }
  }

  /** What was measured lately. */
  void evidence(Context request) {
    Instant now = sources.wallClock().instant();
    Instant since = Query.of(request, "since").since(now).orElse(now.minus(SHOWN));
    Window window = doctor().evidence().ring().window(since, now);
    request.json(IncidentJson.evidence(window));
  }

  private AdminSources.Doctor doctor() {
    return sources
        .doctor()
        .get()
        .orElseThrow(
            () ->
                unavailable(
                    "doctor.enabled is false, so that no evidence is collected: set it to true and"
                        + " start again"));
  }

  private static Refusal unavailable(String detail) {
    return new Refusal(503, "Not available", detail);
  }
}
