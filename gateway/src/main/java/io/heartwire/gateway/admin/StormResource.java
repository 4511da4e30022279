package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.admission.AdmissionState;
import io.heartwire.gateway.admission.ClusterShare;
import io.heartwire.gateway.config.LoginRate;
import io.javalin.http.Context;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/storm}: who is let in when all come at once, and the lever for it. */
final class StormResource {
  private static final Logger LOG = LoggerFactory.getLogger(StormResource.class);

  private final AdminSources sources;
  private final ObjectMapper json;

  StormResource(AdminSources sources, ObjectMapper json) {
    this.sources = sources;
    this.json = json;
  }

  void show(Context request) {
    Query.of(request);
    request.json(view());
  }

  void admit(Context request) {
    boolean dryRun = Query.of(request, "dryRun").flag("dryRun");
    JsonNode body = RequestBody.of(request, json, StormResource::expected);
    LoginRate rate =
        rate(
            RequestBody.only(body, "rate")
                .orElseThrow(() -> expected("the body holds something else")));
    LoginRate before = sources.admission().state().get().setting();
    AuditNote.of(request).values(before, rate).dryRun(dryRun);
    if (dryRun) {
      // How it stands: what would be let in is for the one who asks to compare.
      request.json(view());
      return;
    }
    sources.admission().admit().accept(rate);
    LOG.info("the rate of logins is {} now, it was {}: set by {}", rate, before, request.ip());
    request.json(view());
  }

  private static Refusal expected(String but) {
    return Refusal.badRequest(
        but + ": send {\"rate\": 500}, {\"rate\": \"adaptive\"} or {\"rate\": \"off\"}");
  }

  private static LoginRate rate(JsonNode rate) {
    if (!rate.isTextual() && !rate.isIntegralNumber()) {
      throw expected("the rate is something else");
    }
    try {
      return LoginRate.parse(rate.asText());
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  static Optional<StormView.Cluster> cluster(ClusterShare share) {
    return share.bounds()
        ? Optional.of(
            new StormView.Cluster(share.budget(), share.gateways(), Math.round(share.perSecond())))
        : Optional.empty();
  }

  StormView view() {
    AdmissionState state = sources.admission().state().get();
    AdmissionState.Counts counts = state.counts();
    return new StormView(
        state.setting().toString(),
        cluster(state.share()),
        Math.round(state.perSecond()),
        Math.round(state.capacity()),
        state.p99().toMillis(),
        (long) state.tokens(),
        Math.round(state.burst()),
        new StormView.Slots(
            state.slots().outstanding(),
            state.slots().due(),
            state.slots().missed(),
            state.slots().last().toMillis()),
        new StormView.Admitted(counts.resumes(), counts.onTime(), counts.others()),
        counts.deferred(),
        counts.ignoredHints(),
        counts.ignoringClients(),
        new StormView.Refused(
            sources.disconnects().strangersEnded(DisconnectReason.LOGINS_FULL),
            sources.disconnects().strangersEnded(DisconnectReason.SOURCE_FULL),
            sources.disconnects().strangersEnded(DisconnectReason.BUSY)),
        counts.welcomed(),
        new StormView.Bound(state.inFlight(), state.inFlightMax()),
        new StormView.Bound(
            sources.doors().open().getAsLong(), sources.admission().bounds().settings().max()),
        sources.admission().bounds().settings().perSource());
  }
}
