package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.doctor.Incident;
import io.heartwire.doctor.IncidentJson;
import io.heartwire.doctor.diagnosis.Diagnosis;
import io.heartwire.doctor.evidence.Window;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code /api/v1/incidents}, {@code /why} and {@code /evidence}: why many left at once. */
final class IncidentsResource {
  private static final long PATIENCE_SECONDS = 5;
  private static final Duration SHOWN = Duration.ofMinutes(2);

  private final AdminSources sources;

  IncidentsResource(AdminSources sources) {
    this.sources = sources;
  }

  void list(Context request) {
    Query query = Query.of(request, "limit");
    List<Incident> all = doctor().incidents().incidents();
    List<JsonNode> shown =
        all.stream().limit(query.limit()).map(it -> (JsonNode) IncidentJson.summary(it)).toList();
    request.json(new Listing<>(shown, all.size(), Optional.empty()));
  }

  void show(Context request) {
    Query.of(request);
    String id = request.pathParam("id");
    Incident incident =
        doctor()
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
    request.json(IncidentJson.write(incident));
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
