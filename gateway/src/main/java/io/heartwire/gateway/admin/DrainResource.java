package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.DrainConfig;
import io.heartwire.gateway.drain.Drain;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/drain}: empties the gateway; the process ends afterwards. */
final class DrainResource {
  private static final Logger LOG = LoggerFactory.getLogger(DrainResource.class);

  private final Drain drain;
  private final Supplier<Duration> usualTime;
  private final ObjectMapper json;

  DrainResource(AdminSources sources, ObjectMapper json) {
    this.drain = sources.drain();
    this.usualTime = () -> sources.config().drain().time();
    this.json = json;
  }

  void show(Context request) {
    Query.of(request);
    request.json(DrainView.of(drain.progress()));
  }

  /** Begins; asked again, it answers how far the one that runs has come, and changes nothing. */
  void begin(Context request) {
    boolean dryRun = Query.of(request, "dryRun").flag("dryRun");
    Optional<Duration> time = time(request);
    AuditNote.of(request).dryRun(dryRun);
    if (dryRun) {
      request.json(foretold(time.orElseGet(usualTime)));
      return;
    }
    if (drain.isReady()) {
      LOG.info("a drain was asked for through the administration");
    }
    request.status(202).json(DrainView.of(drain.begin(time)));
  }

  private DrainView foretold(Duration time) {
    Drain.Progress now = drain.progress();
    DrainView view = DrainView.of(now);
    // One that runs is not changed by being asked for again.
    return drain.isReady()
        ? new DrainView(view.state(), time.toMillis(), 0, (int) now.attached(), 0, now.attached())
        : view;
  }

  private Optional<Duration> time(Context request) {
    JsonNode body = RequestBody.of(request, json, DrainResource::expected);
    if (body.isMissingNode() || (body.isObject() && body.isEmpty())) {
      return Optional.empty();
    }
    JsonNode timeMs =
        RequestBody.only(body, "timeMs")
            .filter(JsonNode::canConvertToLong)
            .orElseThrow(() -> expected("the body holds something else"));
    try {
      Duration time = Duration.ofMillis(timeMs.longValue());
      DrainConfig.checkTime("timeMs", time);
      return Optional.of(time);
    } catch (ConfigException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static Refusal expected(String but) {
    return Refusal.badRequest(but + ": send {\"timeMs\": 30000}, or none for drain.time");
  }
}
