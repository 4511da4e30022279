package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.doctor.Incident;
import io.heartwire.doctor.IncidentJson;
import io.heartwire.gateway.bundle.JsonPart;
import io.heartwire.gateway.bundle.Part;
import io.heartwire.gateway.config.DisclosedConfig;
import io.heartwire.gateway.event.Sinks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What the administration adds to a bundle: what it answers to requests, in the same words. */
final class BundleParts {
  private static final int INCIDENTS = 5;
  private static final Duration EVIDENCE = Duration.ofMinutes(10);

  private final AdminSources sources;
  private final Supplier<StatusView> status;
  private final ObjectMapper json;

  BundleParts(AdminSources sources, Supplier<StatusView> status, ObjectMapper json) {
    this.sources = sources;
    this.status = status;
    this.json = json;
  }

  List<Part> parts() {
    return List.of(
        part("status.json", status),
        part("config.json", () -> new TreeMap<>(DisclosedConfig.of(sources.config()).shown())),
        part("incidents.json", this::incidents),
        part("evidence.json", this::evidence),
        part(
            "disconnects.json",
            () -> sources.disconnects().recent().stream().map(DisconnectView::of).toList()),
        part(
            "handlers.json",
            () -> sources.dispatcher().handlers().stream().map(HandlerView::of).toList()),
        part("sinks.json", () -> sources.sinks().get().map(Sinks::states).orElse(List.of())),
        part(
            "targets.json",
            () -> sources.targets().views().stream().map(TargetsResource.View::of).toList()),
        part("storm.json", () -> new StormResource(sources, json).view()));
  }

  private Part part(String name, Supplier<?> source) {
    return JsonPart.atEnd(name, json, source);
  }

  /** The newest in full, the open one among them. */
  private List<JsonNode> incidents() {
    List<Incident> all = doctor().incidents().incidents();
    return all.stream().limit(INCIDENTS).map(it -> (JsonNode) IncidentJson.write(it)).toList();
  }

  private JsonNode evidence() {
    Instant now = sources.wallClock().instant();
    return IncidentJson.evidence(doctor().evidence().ring().window(now.minus(EVIDENCE), now));
  }

  private AdminSources.Doctor doctor() {
    return sources
        .doctor()
        .get()
        .orElseThrow(() -> new IllegalStateException("doctor.enabled is false"));
  }
}
