package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.cluster.PeerAwayException;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.DrainConfig;
import io.heartwire.gateway.drain.Drain;
import io.heartwire.gateway.drain.Drains;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/drain}: empties a gateway; its process ends afterwards. */
final class DrainResource {
  private static final Logger LOG = LoggerFactory.getLogger(DrainResource.class);
  private static final Set<String> MEMBERS = Set.of("node", "timeMs", "rate");

  private final Drains drains;
  private final ObjectMapper json;

  /** What a request asks for. */
  private record Wish(String node, Drain.Pace pace) {}

  DrainResource(AdminSources sources, ObjectMapper json) {
    this.drains = sources.drains();
    this.json = json;
  }

  void show(Context request) {
    String node = Query.of(request, "node").text("node").orElse(drains.self());
    request.json(view(known(node), drains.progress(node)));
  }

  /** Begins; asked again, it answers how far the one that runs has come, and changes nothing. */
  void begin(Context request) {
    boolean dryRun = Query.of(request, "dryRun").flag("dryRun");
    Wish wish = wish(request);
    AuditNote.of(request).scope(wish.node()).dryRun(dryRun);
    if (dryRun) {
      request.json(view(known(wish.node()), drains.foretell(wish.node(), wish.pace())));
      return;
    }
    DrainView view = view(known(wish.node()), drains.begin(wish.node(), wish.pace()));
    LOG.info("a drain of {} was asked for through the administration", wish.node());
    request.status(202).json(view);
  }

  private String known(String node) {
    if (!drains.knows(node)) {
      throw Refusal.notFound(
          "there is no gateway " + node + "; there are " + String.join(", ", drains.nodes()));
    }
    return node;
  }

  /* Another gateway answers in five seconds at most, or does not. */
  private static DrainView view(String node, CompletionStage<Drain.Progress> asked) {
    try {
      return DrainView.of(node, asked.toCompletableFuture().join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof PeerAwayException away) {
        throw new Refusal(502, "Gateway does not answer", String.valueOf(away.getMessage()));
      }
      throw e;
    }
  }

  private Wish wish(Context request) {
    JsonNode body = RequestBody.of(request, json, DrainResource::expected);
    if (!body.isMissingNode() && !body.isObject()) {
      throw expected("the body is no object");
    }
    for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!MEMBERS.contains(name)) {
        throw expected("the body has '" + name + "', which is not known here");
      }
    }
    JsonNode node = body.path("node");
    if (!node.isMissingNode() && !node.isTextual()) {
      throw expected("the node is no text");
    }
    return new Wish(node.asText(drains.self()), pace(body.path("timeMs"), body.path("rate")));
  }

  private static Drain.Pace pace(JsonNode timeMs, JsonNode rate) {
    if (!timeMs.isMissingNode() && !rate.isMissingNode()) {
      throw expected("the body has a time and a rate: leave one out");
    }
    try {
      if (!rate.isMissingNode()) {
        return Drain.Pace.of(whole(rate, "rate"));
      }
      if (timeMs.isMissingNode()) {
        return Drain.Pace.USUAL;
      }
      Duration time = Duration.ofMillis(whole(timeMs, "timeMs"));
      DrainConfig.checkTime("timeMs", time);
      return Drain.Pace.over(time);
    } catch (ConfigException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static int whole(JsonNode number, String name) {
    if (!number.isIntegralNumber() || !number.canConvertToInt()) {
      throw expected("the " + name + " is no whole number");
    }
    return number.intValue();
  }

  private static Refusal expected(String but) {
    return Refusal.badRequest(
        but
            + ": send {\"timeMs\": 30000} or {\"rate\": 500}, and a \"node\" if it is another one, or"
            + " nothing for drain.time");
  }
}
