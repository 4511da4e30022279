package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.event.SinkState;
import io.heartwire.gateway.event.Sinks;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/sinks}: other systems that are told what happens, and how far they are. */
final class SinksResource {
  private static final Logger LOG = LoggerFactory.getLogger(SinksResource.class);

  private final AdminSources sources;
  private final ObjectMapper json;

  SinksResource(AdminSources sources, ObjectMapper json) {
    this.sources = sources;
    this.json = json;
  }

  void list(Context request) {
    Query.of(request, "limit");
    List<SinkState> states = states();
    request.json(new Listing<>(states, states.size(), Optional.empty()));
  }

  private List<SinkState> states() {
    return sources.sinks().get().map(Sinks::states).orElse(List.of());
  }

  /** Tells a sink again what follows a number. */
  void replay(Context request) {
    Query.of(request);
    String name = request.pathParam("name");
    JsonNode body = RequestBody.of(request, json, SinksResource::expected);
    JsonNode after =
        RequestBody.only(body, "after")
            .filter(number -> number.isIntegralNumber() && number.asLong() >= 0)
            .orElseThrow(() -> expected("the body holds something else"));
    boolean found =
        sources.sinks().get().map(sinks -> sinks.replay(name, after.asLong())).orElse(false);
    if (!found) {
      throw Refusal.notFound(
          "there is no sink "
              + name
              + ": there are "
              + states().stream().map(SinkState::name).toList());
    }
    LOG.info("sink {} is told again what follows {}: asked by {}", name, after, request.ip());
    request.status(202).json(new Replayed(name, after.asLong()));
  }

  /** The answer to a replay. */
  record Replayed(String name, long after) {}

  private static Refusal expected(String but) {
    return Refusal.badRequest(
        but + ": send {\"after\": 0}, the number of the last event that it has for good");
  }
}
